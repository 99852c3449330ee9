// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { isId } from '../../src/understand/closedForms.ts';

describe('isId', () => {
  it.each([
    'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
    'https://sts.windows.net/3f9a1c52-6d0e-4b7a-8c21-5e7d90b4a6f1/',
    'contoso.onmicrosoft.com',
    'a'.repeat(128),
  ])('takes %s', (id) => {
    expect(isId(id)).toBe(true);
  });

  it.each([
    '',
    'jane.doe@contoso.com',
    'Jane Doe',
    'eyJhbGciOiJub25lIn0.eyJhdWQiOiJhIn0.c2ln',
    '\u001b[31m',
    'id\n',
    '<img>',
    'a'.repeat(129),
    undefined,
    42,
  ])('refuses %j', (value) => {
    expect(isId(value)).toBe(false);
  });
});
