// SPDX-License-Identifier: Apache-2.0
import type { ObjectType } from '../understand/Operation.ts';

/**
 * Repeated reads that the counter does not know yet: programs repeat most of their reads, and to tell the counter of
 * each costs as much as everything else that is done about it. As many sums as there are series.
 */
export class RepeatedReadCounts {
  readonly #counts = new Map<string, Map<ObjectType, number>>();

  /** @param address Value of `server.address` on metrics, of which there is a bounded number. */
  add(address: string, objectType: ObjectType): void {
    let counts = this.#counts.get(address);
    if (counts === undefined) {
      counts = new Map();
      this.#counts.set(address, counts);
    }
    counts.set(objectType, (counts.get(objectType) ?? 0) + 1);
  }

  /** Hands over every sum that is not 0, once. */
  take(each: (address: string, objectType: ObjectType, count: number) => void): void {
    for (const [address, counts] of this.#counts) {
      for (const [objectType, count] of counts) {
        if (count === 0) continue;
        counts.set(objectType, 0);
        each(address, objectType, count);
      }
    }
  }
}
