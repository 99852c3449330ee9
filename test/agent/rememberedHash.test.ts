// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rememberedHash } from '../../src/agent/rememberedHash.ts';
import { fixedAttributes } from '../../src/record/fixedAttributes.ts';

/** As the SDK does it. */
function hash(attributes: Attributes): string {
  return JSON.stringify(
    Object.keys(attributes)
      .sort()
      .map((key) => [key, attributes[key]]),
  );
}

describe('rememberedHash', () => {
  it('asks the SDK once for attributes that are marked', () => {
    let count = 0;
    const attributes = fixedAttributes({ b: 1, a: 'x' });
    const counted = (given: Attributes): string => {
      count += 1;
      return hash(given);
    };
    for (let time = 0; time < 3; time += 1) expect(rememberedHash(attributes, counted)).toBe('[["a","x"],["b",1]]');
    expect(count).toBe(1);
  });

  it('sees each change of attributes that are not, frozen or copied from marked ones', () => {
    const list = ['x'];
    for (const attributes of [Object.freeze({ list }), { ...fixedAttributes({ list }) }]) {
      list[0] = 'x';
      expect(rememberedHash(attributes, hash)).toBe('[["list",["x"]]]');
      list[0] = 'y';
      expect(rememberedHash(attributes, hash)).toBe('[["list",["y"]]]');
    }
  });

  it('does with whatever a program hands over what the SDK does, throwing where that throws', () => {
    const result = (make: (given: Attributes) => string, given: unknown): string => {
      try {
        return make(given as Attributes);
      } catch (error) {
        return String(error);
      }
    };
    const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true, withMap: true });
    const odd = fc.constantFrom<unknown>(42, '', 'text', true, 7n, Symbol('s'), null, undefined, [], () => 1);
    fc.assert(
      fc.property(fc.oneof(odd, anything), (given) => {
        expect(result((attributes) => rememberedHash(attributes, hash), given)).toBe(result(hash, given));
      }),
      { numRuns: 1_000 },
    );
  });
});
