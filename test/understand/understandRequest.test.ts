// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { HeaderValues } from '../../src/understand/Exchange.ts';
import { readHeaders } from '../../src/understand/readHeaders.ts';
import { recognizeHost } from '../../src/understand/recognizeHost.ts';
import { understandRequest } from '../../src/understand/understandRequest.ts';
import { sampleToken } from './sampleToken.ts';

interface Sent {
  readonly method?: string;
  readonly headers?: HeaderValues;
  readonly body?: string;
}

function understand(host: string, target: string, { method = 'GET', headers, body }: Sent = {}) {
  const endpoint = recognizeHost(host);
  return endpoint && understandRequest({ endpoint, method, target, header: readHeaders(headers), body });
}

const imds = '/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net';

describe('understandRequest', () => {
  it('understands the example of the error page, double slash and five blanks', () => {
    const call = understand('contoso.vault.azure.net', '//secrets/n?api-version=7.0', {
      headers: { Authorization: `Bearer     ${sampleToken()}` },
    });

    expect(call).toMatchObject({
      kind: 'vault',
      operation: { name: 'SecretGet', objectName: 'n' },
      credential: { kind: 'token', identity: { appId: 'fad7d5b3-69d6-4b48-9259-8d12124e1cf1' } },
    });
  });

  it('takes an absolute URL for a target, as a proxy does', () => {
    expect(understand('contoso.vault.azure.net', 'https://contoso.vault.azure.net:443/keys/n')).toMatchObject({
      operation: { name: 'KeyGet' },
    });
  });

  it.each(['X-HTTP-METHOD', 'X-HTTP-REQUEST', 'X-HTTP-Method-Override'])('obeys %s', (name) => {
    const call = understand('contoso.vault.azure.net', '/secrets/n', { method: 'post', headers: { [name]: 'put' } });

    expect(call).toMatchObject({ method: 'POST', operation: { name: 'SecretSet' } });
  });

  it('believes in an Azure Stack Hub by route and api-version', () => {
    const host = 'contoso.vault.region1.stack.example';

    expect(understand(host, '/secrets/n/?api-version=2016-10-01')).toMatchObject({ operation: { name: 'SecretGet' } });
    expect(understand(host, '/secrets/n')).toBeUndefined();
    expect(understand(host, '/v1/secret/n?api-version=1')).toBeUndefined();
  });

  it('understands a v2.0 token request without keeping a credential', () => {
    const body =
      'client_id=app&scope=openid+https%3A%2F%2Fvault.azure.net%2F.default&grant_type=client_credentials&client_secret=hush';
    const call = understand('login.microsoftonline.com', '/my-tenant/oauth2/v2.0/token', { method: 'POST', body });

    expect(call).toMatchObject({
      kind: 'token',
      tenantId: 'my-tenant',
      clientId: 'app',
      resource: 'https://vault.azure.net',
      grantType: 'client_credentials',
      forVault: true,
      probe: false,
    });
    expect(JSON.stringify(call)).not.toContain('hush');
  });

  it.each([
    ['resource=https://vault.azure.net', true],
    ['resource=https://contoso.vault.azure.net/', true],
    ['resource=https://privatelink.vaultcore.azure.net/', true],
    ['resource=https://vault.keyvault.net', true],
    ['resource=https://vault.region1.stack.example/0a', true],
    ['resource=cfa8b339-82a2-471a-a3c9-0fc0be7a4093', true],
    ['resource=7e7c393b-45d0-48b1-a35e-2905ddf8183c', true],
    ['scope=https%3A%2F%2Fmanagedhsm.azure.net%2F.default', true],
    ['scope=https://vault.azure.net.default', true],
    ['scope=https://vault.azure.net/.default+offline_access+openid', true],
    ['resource=https://management.azure.com/', false],
    ['resource=https://vault.hashicorp.com', false],
    ['scope=%', false],
    ['grant_type=client_credentials', undefined],
    ['', undefined],
  ])('tells of %s whether it is for a vault', (body, forVault) => {
    expect(understand('login.windows.net', '/t/oauth2/token', { method: 'POST', body })).toMatchObject({ forVault });
  });

  it.each([
    ['169.254.169.254', imds, { headers: { Metadata: 'true' } }, 'imds'],
    [
      'localhost:8081',
      '/msi/token?api-version=2019-08-01&resource=x',
      { headers: { 'x-identity-header': 'x' } },
      'app_service',
    ],
    ['127.0.0.1:41741', '/MSI/token/?api-version=2017-09-01&resource=x', { headers: { secret: 'x' } }, 'app_service'],
    ['169.254.129.7:8081', '/anything?resource=x', { headers: { 'x-identity-header': 'x' } }, 'app_service'],
    ['127.0.0.1:40342', imds, { headers: { Metadata: 'true' } }, 'arc'],
    ['localhost:2377', imds, { headers: { Secret: 'x' } }, 'service_fabric'],
    [
      'localhost:50342',
      '/oauth2/token',
      { method: 'POST', headers: { Metadata: 'true' }, body: 'resource=x' },
      'cloud_shell',
    ],
    ['127.0.0.1:46808', '/MSI/auth?resource=x', { headers: { secret: 'x' } }, 'machine_learning'],
  ] as const)('takes a request to %s%s for a token request', (host, target, sent, source) => {
    expect(understand(host, target, sent)).toMatchObject({ kind: 'token', endpoint: { source } });
  });

  it('tells the probe of an instance metadata endpoint', () => {
    expect(understand('169.254.169.254', imds)).toMatchObject({ probe: true });
    expect(understand('169.254.169.254', imds, { headers: { METADATA: 'true' } })).toMatchObject({ probe: false });
  });

  it('takes the cloud of a managed identity from what it asks for', () => {
    const target = '/metadata/identity/oauth2/token?resource=https://vault.azure.cn';

    expect(understand('169.254.169.254', target)).toMatchObject({ endpoint: { cloud: 'china' } });
  });

  it.each([
    ['login.microsoftonline.com', '/common/discovery/instance?api-version=1.1'],
    ['login.microsoftonline.com', '/t/oauth2/v2.0/devicecode'],
    ['169.254.169.254', '/metadata/instance?api-version=2021-02-01'],
    ['localhost:3000', '/api/token?resource=x'],
    ['127.0.0.1:9200', '/'],
  ])('has nothing to do with %s%s', (host, target) => {
    expect(understand(host, target)).toBeUndefined();
  });

  it('knows the look at a tenant that goes before a token request', () => {
    const call = understand('login.microsoftonline.com', '/t/v2.0/.well-known/openid-configuration');
    expect(call).toMatchObject({ kind: 'token', discovery: true, tenantId: 't' });
  });
});
