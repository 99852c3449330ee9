// SPDX-License-Identifier: Apache-2.0
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inSmallWindow } from '../../src/observe/inSmallWindow.ts';

const WINDOWS = [10, 16, 17, 18, 19, 22, 24] as const;
const compress = (text: string, window: number, quality: number): Buffer =>
  brotliCompressSync(text, {
    params: { [constants.BROTLI_PARAM_LGWIN]: window, [constants.BROTLI_PARAM_QUALITY]: quality },
  });

/** As RFC 7932 says in section 9.1. */
function windowOf([first = 0]: Buffer): number {
  if ((first & 1) === 0) return 16;
  const size = (first >> 1) & 7;
  if (size > 0) return 17 + size;
  const small = (first >> 4) & 7;
  return small === 0 ? 17 : 8 + small;
}

describe('a brotli stream in a small window', () => {
  it('decodes to the same text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 60, unit: 'binary' }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(...WINDOWS),
        fc.constantFrom(0, 1, 5, 11),
        (parts, times, window, quality) => {
          // With repetitions near and far, and words of brotli's own dictionary.
          const text = `{"error":{"message":"${parts.join(' the information about ').repeat(times)}"}}`;
          const stream = compress(text, window, quality);
          const before = Buffer.from(stream);
          expect(brotliDecompressSync(inSmallWindow(stream)).toString()).toBe(text);
          expect(stream).toEqual(before);
        },
      ),
    );
  });

  it.each(WINDOWS)('has one of at most 18 bits, from one of %i', (window) => {
    const stream = compress('x'.repeat(1 << 24), window, 5);
    expect(windowOf(stream)).toBe(window);
    expect(windowOf(inSmallWindow(stream))).toBe(Math.min(window, 18));
  });

  it('is what it was where there is nothing', () => {
    expect(inSmallWindow(Buffer.alloc(0))).toHaveLength(0);
  });
});
