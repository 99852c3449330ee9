// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { HeaderValues } from '../../src/understand/Exchange.ts';
import { readHeaders } from '../../src/understand/readHeaders.ts';

describe('readHeaders', () => {
  it('finds a field in any case, and joins repeated ones', () => {
    const header = readHeaders({ 'Retry-After': '1', 'retry-AFTER': ['2', '3'], Date: undefined });

    expect(header('retry-after')).toBe('1, 2, 3');
    expect(header('date')).toBeUndefined();
  });

  it.each(['__proto__', 'constructor', 'tostring'])('does not make up a field %s', (name) => {
    expect(readHeaders({})(name)).toBeUndefined();
  });

  it('is safe for a field named __proto__', () => {
    expect(readHeaders(JSON.parse('{"__proto__":"x"}'))('__proto__')).toBe('x');
    expect(readHeaders(JSON.parse('{"__proto__":{"date":"x"}}'))('date')).toBeUndefined();
  });

  it('ignores what is no header object', () => {
    for (const headers of [null, 'x', 7, [['a', 'b']], { a: { b: 'c' }, d: [1] }]) {
      expect(readHeaders(headers as unknown as HeaderValues)('a')).toBeUndefined();
    }
  });
});
