// SPDX-License-Identifier: Apache-2.0
import { DurationSketch } from './DurationSketch.ts';
import type { Backoff } from './Report.ts';

/** Of those that no advice dictated. */
const MAX_WAITS = 512;
/** A wait below this is none, in seconds. */
const IMMEDIATE = 0.1;
/** Two waits whose ratio is below this are the same wait with jitter. */
const SAME = 1.25;

interface Wait {
  readonly resendCount: number;
  readonly seconds: number;
  readonly obeyed: boolean | undefined;
}

/** The waits before repeated calls, and what they say about the client. */
export class Waits {
  readonly #own: Wait[] = [];
  readonly #seconds = new DurationSketch();
  #count = 0;
  #obeyed = 0;
  #disobeyed = 0;
  #min: number | undefined;

  add(wait: Wait): void {
    const { seconds, obeyed } = wait;
    this.#count += 1;
    if (obeyed === true) this.#obeyed += 1;
    if (obeyed === false) this.#disobeyed += 1;
    this.#min = Math.min(this.#min ?? seconds, seconds);
    this.#seconds.add(seconds);
    if (obeyed !== true && this.#own.length < MAX_WAITS) this.#own.push(wait);
  }

  get count(): number {
    return this.#count;
  }

  get obeyed(): number {
    return this.#obeyed;
  }

  get disobeyed(): number {
    return this.#disobeyed;
  }

  /** Seconds; `undefined` where nothing was waited for. */
  get min(): number | undefined {
    return this.#min;
  }

  get max(): number | undefined {
    return this.#seconds.max;
  }

  get median(): number | undefined {
    return this.#seconds.quantile(0.5);
  }

  /**
   * Compares the medians of the first, second, third ... wait: what an advice dictated says nothing about the client, and
   * one wait an operation does not show whether the next would be longer.
   */
  backoff(): Backoff {
    const own = this.#own;
    if (this.#count === 0) return 'no_retry';
    if (own.length === 0) return 'as_advised';
    const resends = [...new Set(own.map(({ resendCount }) => resendCount))].sort((a, b) => a - b);
    const medians = resends.map((resend) =>
      medianOf(own.filter(({ resendCount }) => resendCount === resend).map(({ seconds }) => seconds)),
    );
    if (medians.every((seconds) => seconds < IMMEDIATE)) return 'immediate';
    if (medians.length < 2) return 'unclear';
    const growth = medians.slice(1).map((seconds, index) => seconds / Math.max(medians[index] ?? 0, 0.001));
    return growth.every((ratio) => ratio < SAME) ? 'fixed' : 'exponential';
  }
}

/** 0 of an empty list. */
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
