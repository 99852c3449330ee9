// SPDX-License-Identifier: Apache-2.0
import type { Backoff } from './Report.ts';

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
  readonly #waits: Wait[] = [];
  #count = 0;

  add(wait: Wait): void {
    this.#count += 1;
    if (this.#waits.length < MAX_WAITS) this.#waits.push(wait);
  }

  get count(): number {
    return this.#count;
  }

  get obeyed(): number {
    return this.#waits.filter(({ obeyed }) => obeyed === true).length;
  }

  get disobeyed(): number {
    return this.#waits.filter(({ obeyed }) => obeyed === false).length;
  }

  get sorted(): readonly number[] {
    return this.#waits.map(({ seconds }) => seconds).sort((a, b) => a - b);
  }

  /**
   * Compares the medians of the first, second, third ... wait: what an advice dictated says nothing about the client, and
   * one wait an operation does not show whether the next would be longer.
   */
  backoff(): Backoff {
    if (this.#waits.length === 0) return 'no_retry';
    const own = this.#waits.filter(({ obeyed }) => obeyed !== true);
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
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
