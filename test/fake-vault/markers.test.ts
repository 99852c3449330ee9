// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { makeAccessToken } from './accessToken.ts';
import { findLeak, LEAK_MARKERS } from './markers.ts';

const token = makeAccessToken({ audience: 'https://vault.azure.net', clientId: 'an-app' });

describe('the search for leaks', () => {
  it.each([0, 100, token.length - 24])('finds a run of a token, from its character %i', (start) => {
    const bytes = Buffer.from(`before ${token.slice(start, start + 24)} after`);
    expect(findLeak(bytes, ['unrelated', token])).toBe(token.slice(start, start + 24));
  });

  it.each(LEAK_MARKERS)('finds the marker %s', (marker) => {
    expect(findLeak(`before${marker}after`, [])).toBe(marker);
  });

  it('finds nothing in what holds nothing', () => {
    expect(findLeak(Buffer.from('azure.keyvault.outcome=failure'.repeat(50)), [token])).toBeUndefined();
    expect(findLeak('', [token])).toBeUndefined();
  });
});
