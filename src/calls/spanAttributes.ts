// SPDX-License-Identifier: Apache-2.0
import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** Attributes as pairs, the quickest to lay on a span one by one. */
export type SpanAttributes = readonly (readonly [name: string, value: AttributeValue])[];

const known = new WeakMap<Attributes, SpanAttributes>();

export function spanAttributes(attributes: Attributes): SpanAttributes {
  return Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

/** As {@link spanAttributes}, made once of one object that does not change. */
export function sharedSpanAttributes(attributes: Attributes): SpanAttributes {
  const present = known.get(attributes);
  if (present !== undefined) return present;
  const pairs = spanAttributes(attributes);
  known.set(attributes, pairs);
  return pairs;
}
