// SPDX-License-Identifier: Apache-2.0

const WORD = 4;

/**
 * As `fingerprint`, of bytes, in a fifth of the time that a text of them takes. Two sums of 32 bits, each of which takes
 * up a word a step and turns, so that every byte reaches every bit.
 *
 * @param after What went before, a whole number from 0 to 2^53 - 1.
 * @see https://github.com/aappleby/smhasher/wiki/MurmurHash3, for the numbers
 */
export function fingerprintOfBytes(bytes: Uint8Array, after = 0): number {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const words = length - (length % WORD);
  let low = after ^ length;
  let high = Math.floor(after / 0x100000000) ^ 0x9747b28c;
  for (let at = 0; at < length; at += WORD) {
    const word = at < words ? view.getInt32(at, true) : lastOf(bytes, at);
    low = Math.imul(turned(low ^ word, 13), 0xcc9e2d51);
    high = Math.imul(turned(high, 15) ^ word, 0x1b873593);
  }
  return (spread(high) & 0x1fffff) * 0x100000000 + (spread(low) >>> 0);
}

/** The bytes of a word that is not whole. */
function lastOf(bytes: Uint8Array, from: number): number {
  let word = 0;
  for (const byte of bytes.subarray(from)) word = (word << 8) | byte;
  return word;
}

function turned(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}

/** Brings the upper bits down, of which the last steps changed most. */
function spread(bits: number): number {
  const once = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
