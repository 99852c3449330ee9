// SPDX-License-Identifier: Apache-2.0

/** Items of the first batch; each one after it is twice as long. */
const FIRST = 64;

/**
 * The first batches are short: V8 has compiled nothing yet of what writes them, and a batch of 512 spans held up the program, and
 * all that its calls had begun, until it was written.
 */
export class FirstBatches {
  readonly #largest: number;
  #length = FIRST;
  #count = 0;

  /** @param largest Items of a batch as it is configured. */
  constructor(largest: number) {
    this.#largest = largest;
  }

  /** One more has come. Returns whether now is the time for a batch, though it is not full. */
  add(): boolean {
    if (this.#length >= this.#largest) return false;
    this.#count += 1;
    if (this.#count < this.#length) return false;
    this.#count = 0;
    this.#length *= 2;
    return true;
  }
}
