// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { undiciHeaders } from '../../src/observe/undiciHeaders.ts';

describe('undiciHeaders', () => {
  it.each([
    ['a flat list of strings', ['Retry-After', '2', 'Date', 'now']],
    ['a flat list of buffers', [Buffer.from('retry-after'), Buffer.from('2'), Buffer.from('date'), Buffer.from('now')]],
    ['an object, as HTTP/2 has it', { ':status': 429, 'retry-after': '2', date: 'now' }],
    ['raw text, as undici 5 has it', 'GET / HTTP/1.1\r\nRetry-After: 2\r\ndate: now\r\n'],
  ])('reads %s', (_, headers) => {
    const header = undiciHeaders(headers);
    expect(header('retry-after')).toBe('2');
    expect(header('date')).toBe('now');
    expect(header('missing')).toBeUndefined();
  });

  it('joins repeated fields', () => {
    expect(undiciHeaders(['a', '1', 'A', '2', 'a', ['3', '4']])('a')).toBe('1, 2, 3, 4');
  });

  it.each([undefined, null, 7, [1, 2, 3], [['a'], 'b']])('takes %s for no header', (headers) => {
    expect(undiciHeaders(headers)('a')).toBeUndefined();
  });
});
