// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { rememberedHash } from '../../src/agent/rememberedHash.ts';

function counted() {
  let count = 0;
  const hash = (attributes: Attributes): string => {
    count += 1;
    return JSON.stringify(attributes);
  };
  return { hash, count: () => count };
}

describe('rememberedHash', () => {
  it('asks the SDK once for attributes that are frozen', () => {
    const { hash, count } = counted();
    const attributes = Object.freeze({ a: 'x', b: 1, c: true });
    for (let time = 0; time < 3; time += 1) expect(rememberedHash(attributes, hash)).toBe('{"a":"x","b":1,"c":true}');
    expect(count()).toBe(1);
  });

  it('sees a change of attributes that are not', () => {
    const { hash } = counted();
    const attributes: Attributes = { a: 'x' };
    expect(rememberedHash(attributes, hash)).toBe('{"a":"x"}');
    attributes['a'] = 'y';
    expect(rememberedHash(attributes, hash)).toBe('{"a":"y"}');
  });

  it('sees a change inside an array of frozen attributes', () => {
    const { hash } = counted();
    const list = ['x'];
    const attributes = Object.freeze({ a: list });
    expect(rememberedHash(attributes, hash)).toBe('{"a":["x"]}');
    list.push('y');
    expect(rememberedHash(attributes, hash)).toBe('{"a":["x","y"]}');
  });

  it('asks a getter of frozen attributes each time', () => {
    const { hash } = counted();
    let value = 'x';
    const attributes = Object.freeze({
      get a() {
        return value;
      },
    });
    expect(rememberedHash(attributes, hash)).toBe('{"a":"x"}');
    value = 'y';
    expect(rememberedHash(attributes, hash)).toBe('{"a":"y"}');
  });
});
