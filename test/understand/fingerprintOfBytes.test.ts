// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintOfBytes } from '../../src/understand/fingerprintOfBytes.ts';

describe('fingerprintOfBytes', () => {
  it('is the same for the same bytes wherever they lie, and a whole number that a double holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.maxSafeNat(), (bytes, after) => {
        const made = fingerprintOfBytes(bytes, after);
        expect(Number.isSafeInteger(made) && made >= 0).toBe(true);
        const elsewhere = Uint8Array.of(1, 2, 3, ...bytes, 4).subarray(3, 3 + bytes.length);
        expect(fingerprintOfBytes(elsewhere, after)).toBe(made);
      }),
    );
  });

  it('tells bytes apart that differ in one bit, in a zero at the end, or in what went before', () => {
    const some = fc.uint8Array({ minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(some, fc.nat(63), fc.nat(7), (bytes, place, bit) => {
        const other = bytes.map((byte, index) => (index === place % bytes.length ? byte ^ (1 << bit) : byte));
        const made = fingerprintOfBytes(bytes);
        expect(fingerprintOfBytes(other)).not.toBe(made);
        expect(fingerprintOfBytes(Uint8Array.of(...bytes, 0))).not.toBe(made);
        expect(fingerprintOfBytes(bytes, fingerprintOfBytes(bytes))).not.toBe(made);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([0, 1, 2, 3])('has no two alike among 200,000 that differ in bytes of place %i of a word', (place) => {
    const bytes = new Uint8Array(16);
    const made = new Set<number>();
    for (let index = 0; index < 200_000; index += 1) {
      bytes[place] = index;
      bytes[place + 4] = index >> 8;
      bytes[place + 8] = index >> 16;
      made.add(fingerprintOfBytes(bytes));
    }
    expect(made.size).toBe(200_000);
  });
});
