// SPDX-License-Identifier: Apache-2.0

/** Milliseconds until something that failed is tried again: twice as long each time. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/** Says when to try something again that costs more than a call may. */
export class Backoff {
  #pause = FIRST_PAUSE;
  #until = Number.NEGATIVE_INFINITY;

  get isOver(): boolean {
    // Whatever a program has made of the clock, what never failed is tried.
    return !(performance.now() < this.#until);
  }

  failed(): void {
    this.#until = performance.now() + this.#pause;
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }
}
