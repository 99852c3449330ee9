// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';

/** Shared by the files of the preload. */
const SERIES = Symbol.for('keyvault-otel.series');

/** Where to find the series of a metric that attributes belong to. */
export interface Series {
  hash: string | undefined;
}

/**
 * Marks attributes of metrics that we use again and again, unchanged. The mark is seen by nobody who goes through their
 * names or copies them, and they stay open to whoever gets them from an SDK.
 */
export function fixedAttributes(attributes: Attributes): Attributes {
  const series: Series = { hash: undefined };
  return Object.defineProperty(attributes, SERIES, { value: series });
}

/** @returns `undefined` for all attributes that are not marked. */
export function seriesOf(attributes: Attributes): Series | undefined {
  return (attributes as { readonly [SERIES]?: Series } | null | undefined)?.[SERIES];
}
