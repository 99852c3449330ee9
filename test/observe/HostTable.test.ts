// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { HostTable } from '../../src/observe/HostTable.ts';

describe('HostTable', () => {
  it('recognizes a host once, until there are too many', () => {
    const hosts = new HostTable({});
    const first = hosts.lookup('contoso.vault.azure.net');
    expect(first?.kind).toBe('vault');
    expect(hosts.lookup('contoso.vault.azure.net')).toBe(first);
    for (let index = 0; index < 1_100; index += 1) hosts.lookup(`host-${index}.example.com`);
    expect(hosts.lookup('contoso.vault.azure.net')).toEqual(first);
    expect(hosts.lookup('contoso.vault.azure.net')).not.toBe(first);
  });

  it.each([
    'contoso.vault.azure.net',
    'contoso.vault.azure.net:443',
    'https://contoso.vault.azure.net',
    'https://contoso.vault.azure.net/',
    'https://contoso.vault.azure.net/secrets/db',
  ])('recognizes %s, as clients name a host', (host) => {
    expect(new HostTable({}).lookup(host)).toMatchObject({ kind: 'vault', host: 'contoso.vault.azure.net' });
  });

  it('looks at no name that is longer than any', () => {
    expect(new HostTable({}).lookup(`https://contoso.vault.azure.net/${'a'.repeat(512)}`)).toBeUndefined();
  });
});
