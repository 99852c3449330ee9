// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recognizeHost } from '../../src/understand/recognizeHost.ts';

describe('recognizeHost', () => {
  it.each([
    ['contoso.vault.azure.net', 'vault', 'public'],
    ['Contoso.Vault.Azure.NET:443', 'vault', 'public'],
    ['contoso.vault.azure.net.', 'vault', 'public'],
    ['key_vault_name.vault.azure.net', 'vault', 'public'],
    ['contoso.privatelink.vaultcore.azure.net', 'vault', 'public'],
    ['contoso.vault.azure.cn', 'vault', 'china'],
    ['contoso.vault.usgovcloudapi.net', 'vault', 'us_government'],
    ['contoso.vault.microsoftazure.de', 'vault', 'germany'],
    ['contoso.vault.sovcloud-api.fr', 'vault', 'bleu'],
    ['contoso.vault.sovcloud-api.de', 'vault', 'delos'],
    ['contoso.vault.cloudapi.eaglex.ic.gov', 'vault', 'us_nat'],
    ['contoso.vault.cloudapi.microsoft.scloud', 'vault', 'us_sec'],
    ['contoso.managedhsm.azure.net', 'managed_hsm', 'public'],
    ['contoso.managedhsm.azure.cn', 'managed_hsm', 'china'],
    ['contoso.managedhsm.usgovcloudapi.net', 'managed_hsm', 'us_government'],
    ['contoso.managedhsm.microsoftazure.de', 'managed_hsm', 'germany'],
    ['contoso.managedhsm.sovcloud-api.fr', 'managed_hsm', 'bleu'],
    ['contoso.managedhsm.sovcloud-api.de', 'managed_hsm', 'delos'],
  ])('knows %s', (host, service, cloud) => {
    expect(recognizeHost(host)).toMatchObject({ kind: 'vault', service, cloud, needsRoute: false });
  });

  it('hands over the name, the host and the audience', () => {
    expect(recognizeHost('Contoso.managedhsm.azure.cn:443')).toMatchObject({
      vault: 'contoso',
      host: 'contoso.managedhsm.azure.cn',
      audience: 'https://managedhsm.azure.cn',
    });
    expect(recognizeHost('x.privatelink.vaultcore.azure.net')).toMatchObject({
      vault: 'x',
      audience: 'https://vault.azure.net',
    });
  });

  it('wants a route before it believes in an Azure Stack Hub', () => {
    expect(recognizeHost('contoso.vault.local.azurestack.external')).toMatchObject({
      cloud: 'azure_stack',
      vault: 'contoso',
      needsRoute: true,
    });
  });

  it.each([
    ['login.microsoftonline.com', 'public'],
    ['login.windows.net:443', 'public'],
    ['westus2.login.microsoft.com', 'public'],
    ['login.partner.microsoftonline.cn', 'china'],
    ['login.microsoftonline.us', 'us_government'],
    ['login-us.microsoftonline.com', 'us_government'],
    ['login.microsoftonline.de', 'germany'],
    ['login.sovcloud-identity.fr', 'bleu'],
    ['login.sovcloud-identity.de', 'delos'],
  ])('knows the token host %s', (host, cloud) => {
    expect(recognizeHost(host)).toMatchObject({ kind: 'token', source: 'entra', cloud });
  });

  it.each([
    ['169.254.169.254', 'imds'],
    ['169.254.129.7:8081', 'app_service'],
    ['localhost:42356', 'app_service'],
    ['127.0.0.1:40342', 'arc'],
    ['[::1]:1234', 'app_service'],
  ])('takes %s for a place that may give out tokens', (host, source) => {
    expect(recognizeHost(host)).toMatchObject({ kind: 'token', source });
  });

  it.each([
    '',
    'vault.azure.net',
    '.vault.azure.net',
    'a.b.vault.azure.net',
    'a.vault.vault.azure.net',
    'contoso.vault.azure.net.example.com',
    'contosovault.azure.net',
    'contoso.vault.microsoftazure.us',
    'vault.contoso.example',
    'control-prod-1.vaultcore.azure.net',
    'management.azure.com',
    'contoso-config.azconfig.io',
    '127.evil.example',
    '169.254.example.com',
    '__proto__',
    `${'a'.repeat(300)}.vault.azure.net`,
  ])('has nothing to do with %s', (host) => {
    expect(recognizeHost(host)).toBeUndefined();
  });

  it.each([
    ['contoso.vault.example', '.vault.example', 'contoso'],
    ['Contoso.VAULT.example:8443', 'Vault.Example', 'contoso'],
    ['localhost:8443', 'localhost:8443', 'localhost'],
    ['contoso.localhost:8443', 'localhost:8443', 'contoso'],
    ['contoso.vault.local.azurestack.external', 'vault.local.azurestack.external', 'contoso'],
  ])('knows %s when the user names the suffix %s', (host, suffix, vault) => {
    expect(recognizeHost(host, { vaultSuffixes: ['', suffix] })).toMatchObject({
      kind: 'vault',
      cloud: 'custom',
      vault,
      needsRoute: false,
    });
  });

  it('does not take the suffix itself, or another port, for a vault', () => {
    expect(recognizeHost('vault.example', { vaultSuffixes: ['vault.example'] })).toBeUndefined();
    expect(recognizeHost('localhost:8444', { vaultSuffixes: ['localhost:8443'] })).toMatchObject({ kind: 'token' });
  });

  it('knows the host of IDENTITY_ENDPOINT', () => {
    const identityEndpoints = ['not a url', 'https://10.0.0.4:2377/metadata/identity/oauth2/token'];

    expect(recognizeHost('10.0.0.4:2377', { identityEndpoints })).toMatchObject({ kind: 'token' });
    expect(recognizeHost('10.0.0.4:2378', { identityEndpoints })).toBeUndefined();
  });

  it('does not throw, whatever the host', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string()), (host, names) => {
        const found = recognizeHost(host, { vaultSuffixes: names, identityEndpoints: names });
        expect(found === undefined || found.kind === 'vault' || found.kind === 'token').toBe(true);
      }),
    );
  });
});
