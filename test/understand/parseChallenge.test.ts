// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChallenge } from '../../src/understand/parseChallenge.ts';

const tenant = '0314bde6-8d79-5275-b0a0-45d148a7f4e7';
const entra = 'https://login.microsoftonline.com/common/oauth2/authorize';

describe('parseChallenge', () => {
  it.each([
    ['a vault', `Bearer authorization="https://login.windows.net/${tenant}", resource="https://vault.azure.net"`],
    ['another order', `Bearer resource="https://vault.azure.net", authorization="https://login.windows.net/${tenant}"`],
    [
      'authorization_url',
      `bearer authorization_url=https://login.windows.net/${tenant}/ ,resource=https://vault.azure.net`,
    ],
    [
      'authorization_uri',
      `BEARER authorization_uri="https://login.windows.net/${tenant}/oauth2/authorize",resource="https://vault.azure.net"`,
    ],
    ['scope', `Bearer authorization="https://login.windows.net/${tenant}", scope="https://vault.azure.net/.default"`],
    [
      'a scheme that is not ours in front',
      `HMAC-SHA256 error="x" error_description="y", Bearer authorization="https://login.windows.net/${tenant}", resource="https://vault.azure.net"`,
    ],
  ])('reads tenant and resource of %s', (_, header) => {
    expect(parseChallenge(header)).toEqual({
      scheme: 'bearer',
      tenantId: tenant,
      resource: 'https://vault.azure.net',
      error: undefined,
      hasClaims: false,
    });
  });

  it.each([
    ['alone', `Bearer realm="", authorization_uri="${entra}", error="insufficient_claims", claims="eyJ=="`],
    [
      'after PoP',
      `PoP realm="", authorization_uri="${entra}", nonce="ey=", Bearer realm="", error_description="a, b=c", error="insufficient_claims", claims="eyJ=="`,
    ],
    [
      'before PoP',
      `Bearer realm="", error="insufficient_claims", claims="eyJ==", PoP realm="", authorization_uri="${entra}", nonce="ey="`,
    ],
  ])('reads a claims challenge %s', (_, header) => {
    expect(parseChallenge(header)).toMatchObject({ scheme: 'bearer', error: 'insufficient_claims', hasClaims: true });
  });

  it('takes common for no tenant', () => {
    expect(parseChallenge(`Bearer authorization_uri="${entra}"`)?.tenantId).toBeUndefined();
  });

  it('reads the challenge of an Arc agent', () => {
    expect(parseChallenge('Basic realm=/var/opt/azcmagent/tokens/example.key')).toMatchObject({ scheme: 'basic' });
  });

  it('falls back to PoP', () => {
    expect(parseChallenge('PoP error="x"')).toMatchObject({ scheme: 'pop', error: 'x' });
  });

  it('undoes escapes in quoted values', () => {
    expect(parseChallenge('Bearer error="a\\"b\\\\c"')?.error).toBe('a"b\\c');
  });

  it.each([undefined, '', 'HMAC-SHA256 error="invalid_token"', ',,,', '="', '"'])('finds none in %s', (header) => {
    expect(parseChallenge(header)).toBeUndefined();
  });

  it('looks no further than a header can reasonably go', () => {
    const header = `Bearer error="x"${','.repeat(1 << 14)}`;

    expect(parseChallenge(`${header}, claims="y"`)).toEqual(parseChallenge(header));
  });

  it('does not throw, whatever the header holds', () => {
    const part = fc.oneof(
      fc.constantFrom('Bearer', 'PoP', ' ', ',', '=', '"', '\\', 'claims', 'error="', '\t'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 200 }), (parts) => {
        const challenge = parseChallenge(parts.join(''));
        expect(challenge === undefined || ['bearer', 'pop', 'basic'].includes(challenge.scheme)).toBe(true);
      }),
    );
  });
});
