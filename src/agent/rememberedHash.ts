// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import { seriesOf } from '../record/fixedAttributes.ts';

/**
 * In the preload, stands in front of what the SDK does with the attributes of every record of a metric: it sorts them
 * and writes them as JSON, to find their series. For attributes of ours that do not change it is done once; all others
 * are the SDK's business as ever.
 *
 * @param hash The SDK's own.
 */
export function rememberedHash(attributes: Attributes, hash: (attributes: Attributes) => string): string {
  const series = seriesOf(attributes);
  if (series === undefined) return hash(attributes);
  series.hash ??= hash(attributes);
  return series.hash;
}
