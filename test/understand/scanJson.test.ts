// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type JsonScalar, scanJson } from '../../src/understand/scanJson.ts';

function scan(text: string, ...paths: readonly string[]): readonly (readonly [string, JsonScalar])[] {
  const found: (readonly [string, JsonScalar])[] = [];
  scanJson(text, new Set(paths), (path, value) => found.push([path, value]));
  return found;
}

describe('scanJson', () => {
  it('hands over scalars at the wanted paths', () => {
    const text = '{"A":{"b":"x","c":[1,-2.5,{"d":3}]},"b":true,"n":null,"z":"a:b"}';

    expect(scan(text, 'a.b', 'a.c', 'a.c.d', 'b', 'n', 'z')).toEqual([
      ['a.b', 'x'],
      ['a.c', 1],
      ['a.c', -2.5],
      ['a.c.d', 3],
      ['b', true],
      ['n', null],
      ['z', 'a:b'],
    ]);
  });

  it('finds its way back out of what is nested too deep', () => {
    const nest = (value: string): string => `${'['.repeat(30_000)}${value}${']'.repeat(30_000)}`;
    const text = `{"a":${nest('{"b":1}')},"b":2,"c":{"d":${nest('3')},"e":4}}`;
    expect(scan(text, 'a', 'a.b', 'b', 'c.d', 'c.e')).toEqual([
      ['b', 2],
      ['c.e', 4],
    ]);
  });

  it('takes keys that are no JSON as they come, and asks no parser that would throw for each', () => {
    const parse = vi.spyOn(JSON, 'parse');
    const text = `{${'"\\q":1,'.repeat(10_000)}"a\\u0062c":"x\\q\\u00e9\\n"}`;
    expect(scan(text, 'abc')).toEqual([['abc', 'xq\u00e9\n']]);
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
  });

  it('finds a string exactly as a JSON parser does, however it is written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.jsonValue({ maxDepth: 3 }),
        (value, other, rest) => {
          const text = JSON.stringify({ first: rest, list: [other, rest], wanted: value, last: rest }, undefined, 1);
          expect(scan(text, 'wanted')).toEqual([['wanted', value]]);
        },
      ),
    );
  });

  it('goes through thousands of escapes, and decodes as many as anybody looks at', () => {
    const value = '"\\u0041\\'.repeat(30_000);
    const [[, found] = []] = scan(JSON.stringify({ a: value }), 'a');
    expect(String(found).slice(0, 8_192)).toBe(value.slice(0, 8_192));
    expect(scan(`${JSON.stringify({ a: value }).slice(0, -1)},"b":1}`, 'b')).toEqual([['b', 1]]);
  });

  it('hands over a cut string as far as it goes', () => {
    expect(scan('{"a":{"b":"one\\r\\ntw', 'a.b')).toEqual([['a.b', 'one\r\ntw']]);
  });
});
