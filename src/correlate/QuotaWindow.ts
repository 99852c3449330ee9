// SPDX-License-Identifier: Apache-2.0

/** Length of the service's window, ms. Source: Azure Key Vault service limits, "maximum transactions allowed in 10 seconds". */
export const WINDOW = 10_000;
const SLOTS = 100;
const SLOT = WINDOW / SLOTS;

/**
 * The sum of what was used in the last 10 s, in slots of 100 ms: constant memory, and never more than one slot (1 % of
 * the window) off.
 */
export class QuotaWindow {
  readonly #slots = new Float64Array(SLOTS);
  #head = 0;
  #sum = 0;
  #peak = 0;

  /** Adds what a request uses. Returns the sum in the window, this one included. */
  add(amount: number, now: number): number {
    this.#advance(now);
    const slot = this.#head % SLOTS;
    this.#slots[slot] = (this.#slots[slot] ?? 0) + amount;
    this.#sum += amount;
    if (this.#sum > this.#peak) this.#peak = this.#sum;
    return this.#sum;
  }

  /** The sum in the window. */
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
    if (steps >= SLOTS) this.#slots.fill(0);
    else for (let slot = this.#head + 1; slot <= head; slot += 1) this.#slots[slot % SLOTS] = 0;
    // Summed up anew, so that rounding can't add up over months.
    this.#sum = this.#slots.reduce((sum, slot) => sum + slot, 0);
    this.#head = head;
  }
}
