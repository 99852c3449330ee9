// SPDX-License-Identifier: Apache-2.0
import { attempt } from './guarded.ts';

/** The place of an item that is open; it is in no list any more when its neighbours are gone. */
export interface Place<Item> {
  readonly item: Item;
  before: Place<Item> | undefined;
  after: Place<Item> | undefined;
}

/**
 * What has begun and not ended, a bounded number of it. A list whose places forget their neighbours, and no `Set`: as that
 * one changes, V8 leaves tables behind in which what was deleted keeps all that it refers to, through one quick collection
 * after another.
 */
export class OpenItems<Item> {
  readonly #capacity: number;
  readonly #ends: Place<Item | undefined>;
  #size = 0;

  /** @param capacity Should the end of some never be heard of: of more, the oldest are forgotten. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#ends = { item: undefined, before: undefined, after: undefined };
    this.#ends.before = this.#ends;
    this.#ends.after = this.#ends;
  }

  add(item: Item): Place<Item> {
    const ends = this.#ends as Place<Item>;
    const place: Place<Item> = { item, before: ends.before, after: ends };
    if (ends.before !== undefined) ends.before.after = place;
    ends.before = place;
    this.#size += 1;
    if (this.#size > this.#capacity) this.delete(ends.after);
    return place;
  }

  delete(place: Place<Item> | undefined): void {
    const { before, after } = place ?? {};
    if (place === undefined || before === undefined || after === undefined) return;
    before.after = after;
    after.before = before;
    place.before = undefined;
    place.after = undefined;
    this.#size -= 1;
  }

  clear(): void {
    this.end(() => {});
  }

  /** Hands over each item once, and forgets it. */
  end(each: (item: Item) => void): void {
    // What begins meanwhile is not handed over.
    for (let left = this.#size; left > 0 && this.#size > 0; left -= 1) {
      const place = (this.#ends as Place<Item>).after;
      if (place === undefined) return;
      this.delete(place);
      attempt('end of what is open', () => each(place.item));
    }
  }
}
