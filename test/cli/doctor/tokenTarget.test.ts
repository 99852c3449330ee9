// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { tokenTarget } from '../../../src/cli/doctor/tokenTarget.ts';
import { parseVault } from '../../../src/cli/parseVault.ts';

const TENANT = '7c4d0f5e-2b61-4a8e-9a35-0d9c7f1e6b22';

function targetOf(host: string, resource: string | undefined) {
  return tokenTarget(parseVault(host), { scheme: 'bearer', resource, tenantId: TENANT, hasClaims: false });
}

describe('tokenTarget', () => {
  it.each([
    ['contoso.vault.azure.net', 'https://vault.azure.net'],
    ['contoso.privatelink.vaultcore.azure.net', 'https://vault.azure.net'],
    ['contoso.managedhsm.azure.net', 'https://managedhsm.azure.net'],
    ['orders.vault.local.azurestack.external', 'https://vault.local.azurestack.external'],
    ['orders.vault.local.azurestack.external', 'https://vault.local.azurestack.external/8c5d2f0e'],
  ])('believes what %s says of itself: %s', (host, resource) => {
    expect(targetOf(host, resource)).toEqual({ resource, tenantId: TENANT });
  });

  it.each(['https://management.azure.com', 'https://managedhsm.azure.net', undefined])(
    'keeps to the audience of a known cloud where the challenge names %s, and does not believe its tenant',
    (resource) => {
      expect(targetOf('contoso.vault.azure.net', resource)).toEqual({
        resource: 'https://vault.azure.net',
        tenantId: undefined,
      });
    },
  );

  it.each([
    undefined,
    'https://management.azure.com',
    'https://vault.azure.net',
    'https://orders.vault.a.evil.test',
    'https://t',
    'http://vault.a.evil.test',
    'vault.a.evil.test',
    'https://management.azure.com@vault.a.evil.test',
    'https://management.azure.com/.default https://vault.a.evil.test',
    'https://vault.a.evil.test/ https://management.azure.com',
    'https://management.azure.com?vault.a.evil.test',
  ])('asks nothing for a host of no known cloud that names %s', (resource) => {
    expect(targetOf('orders.vault.a.evil.test', resource)).toBeUndefined();
  });

  it('knows what to ask for without any challenge, where the cloud is known', () => {
    expect(tokenTarget(parseVault('contoso'), undefined)).toEqual({
      resource: 'https://vault.azure.net',
      tenantId: undefined,
    });
    expect(tokenTarget(parseVault('orders.vault.a.evil.test'), undefined)).toBeUndefined();
  });
});
