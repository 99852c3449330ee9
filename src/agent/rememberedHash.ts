// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';

const remembered = new WeakMap<Attributes, string>();

/**
 * In the preload, stands in front of what the SDK does with the attributes of every record of a metric: it sorts them
 * and writes them as JSON, to find their series. For attributes that can't change it is done once.
 *
 * @param hash The SDK's own.
 */
export function rememberedHash(attributes: Attributes, hash: (attributes: Attributes) => string): string {
  const known = remembered.get(attributes);
  if (known !== undefined) return known;
  const made = hash(attributes);
  if (cannotChange(attributes)) remembered.set(attributes, made);
  return made;
}

/** A frozen array could hold anything, and so could what a getter returns. */
function cannotChange(attributes: Attributes): boolean {
  if (!Object.isFrozen(attributes)) return false;
  return Object.values(Object.getOwnPropertyDescriptors(attributes)).every(
    ({ get, value }) => get === undefined && typeof value !== 'object',
  );
}
