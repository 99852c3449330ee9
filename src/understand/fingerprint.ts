// SPDX-License-Identifier: Apache-2.0

/** Where part of a text begins and ends, and what went before it. */
interface Part {
  /** Index of the first character; default 0. */
  readonly from?: number;
  /** Index behind the last character; default the end. */
  readonly to?: number;
  /** The fingerprint of what went before, or any whole number from 0 to 2^53 - 1; default 0. */
  readonly after?: number;
}

/**
 * A number of 53 bits that stands for a text in a table, so that the table holds no part of it: a substring as key would
 * keep the whole text in memory, since V8 represents it as a slice of its parent. Not for texts whose author gains by
 * making two of them look alike.
 */
export function fingerprint(text: string, { from = 0, to = text.length, after = 0 }: Part = {}): number {
  let high = Math.floor(after / 0x100000000);
  let low = 0x811c9dc5 ^ after;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = (Math.imul(high, 31) + code) | 0;
  }
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
}
