// SPDX-License-Identifier: Apache-2.0
import type { Resource } from '@opentelemetry/resources';
import type { ExportHealth } from './ExportHealth.ts';
import type { OtlpProtocol, OtlpSignal } from './exporterChoice.ts';
import type { OtlpFamily } from './OtlpFamily.ts';
import type { Sdk } from './Sdk.ts';
import { serializedItems } from './serialized.ts';
import { settledResource } from './settledResource.ts';

/** One signal with its exporter. Nothing of it rejects. */
export interface Outlet {
  readonly flush: () => Promise<void>;
  readonly unsent: Sdk['unsent'];
  readonly health: ExportHealth;
  /** `undefined` where nothing is sent. */
  readonly otlp: OtlpFamily | undefined;
}

interface ItemOutlet<Item> {
  readonly signal: OtlpSignal;
  readonly protocol: OtlpProtocol;
  readonly otlp: OtlpFamily;
  readonly serialize: (items: Item[]) => Uint8Array | undefined;
  readonly health: ExportHealth;
  readonly pipeline: { readonly forceFlush: () => Promise<void>; readonly unsent: () => readonly Item[] };
}

/** That of spans or log records, which are sent once each. */
export function itemOutlet<Item extends { readonly resource: Resource }>(options: ItemOutlet<Item>): Outlet {
  const { signal, protocol, otlp, serialize, health, pipeline } = options;
  return {
    health,
    otlp,
    flush: () => pipeline.forceFlush(),
    unsent: () => {
      const items = pipeline.unsent();
      for (const { resource } of items) settledResource(resource);
      return serializedItems(items, serialize).map((body) => ({ signal, protocol, body }));
    },
  };
}
