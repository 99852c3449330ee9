// SPDX-License-Identifier: Apache-2.0
import { context, diag, ROOT_CONTEXT } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, suppressTracing } from '@opentelemetry/core';
import { outside } from '../host/outside.ts';
import type { ExportHealth } from './ExportHealth.ts';
import { sendWritable, writable } from './writable.ts';

const UNTRACED = suppressTracing(ROOT_CONTEXT);

/** What span and log record exporters have in common. */
export interface BatchExporter<Item> {
  export(items: Item[], done: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

/** The items that are recorded and neither delivered nor given up: those in a queue and those in flight. */
export class Ledger<Item> {
  /** In the order of their coming, in which they go out. */
  readonly #waiting: Item[] = [];
  readonly #inFlight: Item[][] = [];
  readonly #capacity: number;
  readonly #full: string;
  #saidFull = false;

  /**
   * @param options.capacity Items that the processor queues; it drops what comes when its queue is full.
   * @param options.full What is said then, once.
   */
  constructor({ capacity, full }: { readonly capacity: number; readonly full: string }) {
    this.#capacity = capacity;
    this.#full = full;
  }

  add(item: Item): void {
    if (this.#waiting.length < this.#capacity) this.#waiting.push(item);
    else if (!this.#saidFull) {
      this.#saidFull = true;
      diag.warn(`keyvault-otel: ${this.#full}`);
    }
  }

  get pending(): Item[] {
    return [...this.#inFlight.flat(), ...this.#waiting];
  }

  /**
   * An exporter that strikes out what it has sent or given up.
   *
   * @param write Throws for what the exporter throws for.
   */
  watch(
    exporter: BatchExporter<Item>,
    { health, write }: { readonly health: ExportHealth; readonly write: (items: Item[]) => unknown },
  ): Required<BatchExporter<Item>> {
    return {
      export: (items, done) => {
        this.#leave(items);
        const settle = (result: ExportResult): void => {
          const at = this.#inFlight.indexOf(items);
          if (at >= 0) this.#inFlight.splice(at, 1);
          done(result);
        };
        const taken = (result: ExportResult): void => {
          settle(result);
          health.report(result);
        };
        const sending = {
          send: (some: Item[]) => exporter.export(some, taken),
          reduced: () => writable(items, write),
          failed: () => settle({ code: ExportResultCode.FAILED }),
        };
        // A connection to a collector lives longer than the request whose end makes a batch whole.
        outside(() => context.with(UNTRACED, () => sendWritable(items, sending)));
      },
      forceFlush: async () => exporter.forceFlush?.(),
      shutdown: () => exporter.shutdown(),
    };
  }

  /** What came before the last of a batch and is not in it was dropped, and waits no more. */
  #leave(items: Item[]): void {
    const last = items.findLastIndex((item) => this.#waiting.includes(item));
    if (last >= 0) this.#waiting.splice(0, this.#waiting.indexOf(items[last] as Item) + 1);
    this.#inFlight.push(items);
  }
}
