// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { hostOfArguments } from '../../src/agent/hostOfArguments.ts';

describe('hostOfArguments', () => {
  it.each<[unknown[], string | undefined]>([
    [['https://contoso.vault.azure.net/secrets/a'], 'contoso.vault.azure.net'],
    [['https://contoso.vault.azure.net:8443?x', () => undefined], 'contoso.vault.azure.net:8443'],
    [[new URL('https://contoso.vault.azure.net/a'), { method: 'PUT' }], 'contoso.vault.azure.net'],
    [['https://example.org/', { hostname: 'contoso.vault.azure.net' }], 'contoso.vault.azure.net'],
    [[{ host: 'contoso.vault.azure.net' }, () => undefined], 'contoso.vault.azure.net'],
    [[{ hostname: 'localhost', host: 'other', port: 8443 }], 'localhost:8443'],
    [[{ hostname: 'contoso.vault.azure.net', port: null }], 'contoso.vault.azure.net'],
  ])('tells the host of %j', (args, host) => {
    expect(hostOfArguments(args)).toBe(host);
  });

  it.each<[string, unknown[]]>([
    ['a flat list of headers', [{ host: 'contoso.vault.azure.net', headers: ['Host', 'a'] }]],
    ['a flat list beside a URL', ['https://contoso.vault.azure.net/', { headers: [] }]],
    ['a user in a URL', ['https://user:p%40ss@contoso.vault.azure.net/']],
    ['a user in a URL object', [new URL('https://user:p%40ss@contoso.vault.azure.net/')]],
    ['a text that is no URL', ['contoso.vault.azure.net']],
    ['nothing', []],
    ['a host that is no text', [{ host: 7 }]],
  ])('tells none for %s', (_what, args) => {
    expect(hostOfArguments(args)).toBeUndefined();
  });
});
