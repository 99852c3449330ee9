// SPDX-License-Identifier: Apache-2.0
import { OTHER } from '../understand/OTHER.ts';

/** Lets the first values of an attribute through and folds all later ones into `_OTHER`, so that series stay bounded. */
export class BoundedValues {
  readonly #known = new Set<string>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  admit(value: string): string {
    if (this.#known.has(value)) return value;
    if (this.#known.size >= this.#limit) return OTHER;
    this.#known.add(value);
    return value;
  }
}
