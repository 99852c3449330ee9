// SPDX-License-Identifier: Apache-2.0
import type { ExportResult } from '@opentelemetry/core';
import type { ExportHealth } from './ExportHealth.ts';

const MAX_ITEMS = 4_096;

/** What span and log record exporters have in common. */
export interface BatchExporter<Item> {
  export(items: Item[], done: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

/** The items that are recorded and neither delivered nor given up: those in a queue and those in flight. */
export class Ledger<Item> {
  readonly #items = new Set<Item>();

  add(item: Item): void {
    if (this.#items.size < MAX_ITEMS) this.#items.add(item);
  }

  get pending(): Item[] {
    return [...this.#items];
  }

  /** An exporter that strikes out what it has sent or given up. */
  watch(exporter: BatchExporter<Item>, health: ExportHealth): Required<BatchExporter<Item>> {
    return {
      export: (items, done) =>
        exporter.export(items, (result) => {
          for (const item of items) this.#items.delete(item);
          health.report(result);
          done(result);
        }),
      forceFlush: async () => exporter.forceFlush?.(),
      shutdown: () => exporter.shutdown(),
    };
  }
}
