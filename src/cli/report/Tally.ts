// SPDX-License-Identifier: Apache-2.0
import { OTHER } from '../../understand/OTHER.ts';

/** Rows by key, at most a given number of them: what comes later shares one row, {@link OTHER}. */
export class Tally<Row> {
  readonly #rows = new Map<string, Row>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * @param make called with the key, or with the other one when the tally is full.
   * @param other key of the row that is shared then.
   */
  row(key: string, make: (key: string) => Row, other = OTHER): Row {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const free = this.#rows.size < this.#limit ? key : other;
    const row = this.#rows.get(free) ?? make(free);
    this.#rows.set(free, row);
    return row;
  }

  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }
}
