// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { originOf } from '../../src/calls/originOf.ts';
import { recognizeHost } from '../../src/understand/recognizeHost.ts';

const VAULT = 'contoso.vault.azure.net';
const OPTIONS = { vaultSuffixes: ['localhost:8443', 'localhost', 'vaults.contoso.test'] };

describe('originOf', () => {
  it.each([
    ['https://contoso.vault.azure.net', '/secrets/a', `https://${VAULT}`, 443],
    ['https://CONTOSO.Vault.Azure.NET:443', '/secrets/a', `https://${VAULT}`, 443],
    ['https://contoso.vault.azure.net:8443/', '/secrets/a', `https://${VAULT}:8443`, 8443],
    // A proxy, or TLS of the program's own.
    ['http://contoso.vault.azure.net', 'https://contoso.vault.azure.net/secrets/a', `https://${VAULT}`, 443],
    ['http://contoso.vault.azure.net:443', '/secrets/a', `https://${VAULT}`, 443],
    ['http://localhost:8443', '/secrets/a', 'http://localhost:8443', 8443],
    ['http://localhost:8443/', '/secrets/a', 'http://localhost:8443', 8443],
    ['http://localhost', '/secrets/a', 'http://localhost', 80],
    ['http://127.0.0.1', 'http://orders.vaults.contoso.test:81?x=:9', 'http://orders.vaults.contoso.test:81', 81],
    ['http://169.254.169.254', '/metadata/identity/oauth2/token', 'http://169.254.169.254', 80],
    ['http://[::1]:40342', '/metadata/identity/oauth2/token', 'http://[::1]:40342', 40342],
    ['http://login.microsoftonline.com', '/t/oauth2/v2.0/token', 'https://login.microsoftonline.com', 443],
  ])('%s %s', (origin, target, expected, port) => {
    const url = target.startsWith('/') ? origin : target;
    const host = /\/\/([^/?]*)/.exec(url)?.[1] ?? '';
    const endpoint = recognizeHost(host, OPTIONS);
    if (endpoint === undefined) throw new Error(`${host} is not known`);
    expect(originOf({ origin, target, endpoint })).toEqual({ origin: expected, port });
  });
});
