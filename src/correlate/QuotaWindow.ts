// SPDX-License-Identifier: Apache-2.0

/** Length of the service's window, ms. Source: Azure Key Vault service limits, "maximum transactions allowed in 10 seconds". */
export const WINDOW = 10_000;
const SLOTS = 100;
const SLOT = WINDOW / SLOTS;

/**
 * Weighted requests of the last 10 s against one limit, in slots of 100 ms: constant memory, and never more than one
 * slot (1 % of the window) off.
 */
export class QuotaWindow {
  readonly #slots = new Float64Array(SLOTS);
  #head = 0;
  #sum = 0;
  #peak = 0;

  /** Counts a request. Returns the sum of weights in the window, this one included. */
  add(weight: number, now: number): number {
    this.#advance(now);
    const slot = this.#head % SLOTS;
    this.#slots[slot] = (this.#slots[slot] ?? 0) + weight;
    this.#sum += weight;
    if (this.#sum > this.#peak) this.#peak = this.#sum;
    return this.#sum;
  }

  /** Sum of weights in the window. */
  sum(now: number): number {
    this.#advance(now);
    return this.#sum;
  }

  /** The highest sum since the last call of this. */
  takePeak(now: number): number {
    const current = this.sum(now);
    const peak = Math.max(this.#peak, current);
    this.#peak = current;
    return peak;
  }

  #advance(now: number): void {
    const head = Math.floor(now / SLOT);
    const steps = head - this.#head;
    if (steps <= 0) return;
    if (steps >= SLOTS) {
      this.#slots.fill(0);
      this.#sum = 0;
    } else {
      for (let slot = this.#head + 1; slot <= head; slot += 1) {
        this.#sum -= this.#slots[slot % SLOTS] ?? 0;
        this.#slots[slot % SLOTS] = 0;
      }
    }
    this.#head = head;
  }
}
