// SPDX-License-Identifier: Apache-2.0

/**
 * A number of 53 bits that stands for a text in a table, so that the table holds no part of it: a substring as key would
 * keep the whole text in memory, since V8 represents it as a slice of its parent. Not for texts whose author gains by
 * making two of them look alike.
 *
 * @param gapFrom Index of the first character that does not count.
 * @param gapTo Index of the first character after it that counts again.
 */
export function fingerprint(text: string, gapFrom = text.length, gapTo = text.length): number {
  let high = text.length;
  let low = 0x811c9dc5;
  for (let at = 0; at < text.length; at = at + 1 === gapFrom ? gapTo : at + 1) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high, 31) + code;
  }
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
}
