// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { findTokens } from '../../../src/cli/explain/findTokens.ts';
import { makeAccessToken } from '../../fake-vault/accessToken.ts';

const TOKEN = makeAccessToken({
  audience: 'https://vault.azure.net',
  clientId: '5d1c3a7e-9b24-4f60-8e1d-2c7a6b9f0e35',
});

describe('findTokens', () => {
  it.each([
    ['alone', TOKEN],
    ['at the end of a sentence', `The token was ${TOKEN}. It was refused.`],
    ['behind a word and a hyphen', `bearer-${TOKEN}`],
    ['behind a word and a dot', `context.${TOKEN}`],
    ['in JSON', JSON.stringify({ access_token: TOKEN })],
    ['without its signature', TOKEN.slice(0, TOKEN.lastIndexOf('.') + 1)],
    ['twice', `${TOKEN} ${TOKEN}`],
    ['after many that are none', `${'eyJhhhhh.'.repeat(300)}a ${TOKEN}`],
  ])('finds one that stands %s', (_, text) => {
    expect(findTokens(text).map(({ audience }) => audience)).toEqual(['https://vault.azure.net']);
  });

  it.each(['', 'eyJ', 'eyJ.eyJ.x', 'eyJhbGciOiJub25lIn0.c2ln.eyJ', `x${TOKEN}`, TOKEN.replace('.eyJ', '.')])(
    'finds none in %s',
    (text) => {
      expect(findTokens(text)).toEqual([]);
    },
  );
});
