// SPDX-License-Identifier: Apache-2.0

/** Ratio of two neighbouring bounds: a quantile is right to within this share. */
const BASE = 1.1;
/** Seconds; what is shorter counts as this. */
const SMALLEST = 0.000_1;

/** Durations in bins that grow geometrically: quantiles to within 10 % in constant memory. */
export class DurationSketch {
  readonly #bins = new Map<number, number>();
  #count = 0;
  #sum = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** `undefined` when nothing was added, as the next two. */
  get mean(): number | undefined {
    return this.#count === 0 ? undefined : this.#sum / this.#count;
  }

  get max(): number | undefined {
    return this.#count === 0 ? undefined : this.#max;
  }

  add(seconds: number): void {
    this.#add(binOf(seconds), 1);
    this.#sum += seconds;
    this.#max = Math.max(this.#max, seconds);
  }

  merge(other: DurationSketch): void {
    for (const [bin, count] of other.#bins) this.#add(bin, count);
    this.#sum += other.#sum;
    this.#max = Math.max(this.#max, other.#max);
  }

  /** @param share 0.5 for the median. */
  quantile(share: number): number | undefined {
    let left = share * this.#count;
    for (const bin of [...this.#bins.keys()].sort((a, b) => a - b)) {
      left -= this.#bins.get(bin) ?? 0;
      if (left <= 0) return Math.min(SMALLEST * BASE ** (bin + 0.5), this.#max);
    }
    return this.max;
  }

  #add(bin: number, count: number): void {
    this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + count);
    this.#count += count;
  }
}

function binOf(seconds: number): number {
  return Math.floor(Math.log(Math.max(seconds, SMALLEST) / SMALLEST) / Math.log(BASE));
}
