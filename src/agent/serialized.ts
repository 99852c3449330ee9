// SPDX-License-Identifier: Apache-2.0
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { sendWritable, writable } from './writable.ts';
import { writableMetrics } from './writableMetrics.ts';

/** A Collector takes no gRPC request above 4 MiB; a span or log record has some KB. */
const ITEMS_PER_REQUEST = 512;

type Serialize<Items> = (items: Items) => Uint8Array | undefined;

/** Spans or log records as requests of a size that a collector takes; what cannot be written is left out. */
export function serializedItems<Item>(items: readonly Item[], serialize: Serialize<Item[]>): readonly Uint8Array[] {
  const bodies: Uint8Array[] = [];
  for (let from = 0; from < items.length; from += ITEMS_PER_REQUEST) {
    const part = items.slice(from, from + ITEMS_PER_REQUEST);
    bodies.push(...bodyOf(part, serialize, () => writable(part, serialize)));
  }
  return bodies;
}

/** As {@link serializedItems}, of a collection: one request or none. */
export function serializedMetrics(
  metrics: ResourceMetrics,
  serialize: Serialize<ResourceMetrics>,
): readonly Uint8Array[] {
  return bodyOf(metrics, serialize, () => writableMetrics(metrics, serialize));
}

function bodyOf<Items>(
  all: Items,
  serialize: Serialize<Items>,
  reduced: () => Items | undefined,
): readonly Uint8Array[] {
  const bodies: Uint8Array[] = [];
  const send = (items: Items): void => {
    const body = serialize(items);
    if (body !== undefined) bodies.push(body);
  };
  sendWritable(all, { send, reduced, failed: () => {} });
  return bodies;
}
