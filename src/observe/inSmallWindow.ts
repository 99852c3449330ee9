// SPDX-License-Identifier: Apache-2.0

/** Bits 1 to 3 of the first byte, where bit 0 is set and they are not all 0, are the size of the window less 17 bits. */
const SIZE = 0b1110;
/** 256 KiB. */
const SMALL = 0b0010;

/**
 * A brotli stream with a window of at most 256 KiB. A decoder hands nothing over before its window is full or the stream
 * ends, so in one of 16 MiB some bytes of input take 40 ms, whatever the bound of the output. Its first 256 KiB, less 16
 * bytes, decode the same: what a distance may reach is bounded by what there is, before it is by the window.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7932#section-9.1
 */
export function inSmallWindow(stream: Buffer): Buffer {
  const [first = 0] = stream;
  if ((first & 1) === 0 || (first & SIZE) <= SMALL) return stream;
  const changed = Buffer.from(stream);
  changed[0] = (first & ~SIZE) | SMALL;
  return changed;
}
