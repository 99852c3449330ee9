// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/understand/fingerprint.ts';

describe('fingerprint', () => {
  it('is the same for the same text, and a whole number that a double holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.maxSafeNat(), (text, after) => {
        const made = fingerprint(text, { after });
        expect(Number.isSafeInteger(made) && made >= 0).toBe(true);
        expect(fingerprint(`${text} `.slice(0, -1), { after })).toBe(made);
      }),
    );
  });

  it('tells texts apart that differ in one character, wherever it is', () => {
    const different = fc.tuple(fc.string(), fc.string(), fc.string({ minLength: 1, maxLength: 1 }), fc.string());
    fc.assert(
      fc.property(different, ([start, end, one, after]) => {
        const other = String.fromCharCode(one.charCodeAt(0) ^ 1);
        expect(fingerprint(start + other + end)).not.toBe(fingerprint(start + one + end));
        expect(fingerprint(start, { after: fingerprint(after + other) })).not.toBe(
          fingerprint(start, { after: fingerprint(after + one) }),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('has no two alike among 200,000 texts that differ little', () => {
    const made = new Set<number>();
    for (let index = 0; index < 200_000; index += 1)
      made.add(fingerprint(`{"error":{"code":"Forbidden","n":${index}}}`));
    expect(made.size).toBe(200_000);
  });

  it('reads no more of a text than the part it is asked for', () => {
    expect(fingerprint('abcdef', { from: 2, to: 4 })).toBe(fingerprint('cd'));
    expect(fingerprint('xxcdyy', { from: 2, to: 4, after: 7 })).toBe(fingerprint('cd', { after: 7 }));
  });
});
