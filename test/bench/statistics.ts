// SPDX-License-Identifier: Apache-2.0

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}

/** What a value is where nothing disturbs it: a shared machine makes some values larger, and none smaller. */
export function lowerDecile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 10)] ?? Number.NaN;
}

/** Median of the differences of pairs that were measured side by side. */
export function medianDifference(values: readonly number[], base: readonly number[]): number {
  return median(values.map((value, round) => value - (base[round] ?? Number.NaN)));
}

/**
 * Measures variants in turn, round after round, so that what else the machine does meets all of them alike. The order
 * changes from round to round.
 */
export function interleaved<Variant extends string>(
  variants: readonly Variant[],
  rounds: number,
  measure: (variant: Variant) => readonly number[],
): ReadonlyMap<Variant, readonly (readonly number[])[]> {
  const results = new Map<Variant, (readonly number[])[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < variants.length; index += 1) {
      const variant = variants[(index + round) % variants.length];
      if (variant !== undefined) results.get(variant)?.push(measure(variant));
    }
  }
  return results;
}
