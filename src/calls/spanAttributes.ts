// SPDX-License-Identifier: Apache-2.0
import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** Attributes as pairs, the quickest to lay on a span one by one. */
export type SpanAttributes = readonly (readonly [name: string, value: AttributeValue])[];

const known = new WeakMap<Attributes, SpanAttributes>();

/** @param attributes Those of which the pairs are asked for again are to be the same object. */
export function spanAttributes(attributes: Attributes): SpanAttributes {
  const present = known.get(attributes);
  if (present !== undefined) return present;
  const pairs = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  known.set(attributes, pairs);
  return pairs;
}
