// SPDX-License-Identifier: Apache-2.0
import { request } from 'node:http';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KeyVaultInstrumentation } from '../../src/KeyVaultInstrumentation.ts';
import { observedServer } from '../observe/observedServer.ts';
import { sampleToken } from '../understand/sampleToken.ts';

const spans = new InMemorySpanExporter();
let server: Awaited<ReturnType<typeof observedServer>>;
let observer: KeyVaultInstrumentation;

beforeAll(async () => {
  server = await observedServer((received, response) => received.resume().on('end', () => response.end('{}')));
});
beforeEach(() => {
  spans.reset();
  observer = new KeyVaultInstrumentation();
  observer.setTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }));
});
afterEach(() => observer.disable());
afterAll(() => server.close());

async function attributesFor(form: string, origin = ''): Promise<Readonly<Record<string, unknown>>> {
  await new Promise<void>((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: server.port,
      method: 'POST',
      path: `${origin}/contoso.example/oauth2/v2.0/token`,
    };
    const call = request({ ...options, headers: { host: 'login.microsoftonline.com' } }, (response) =>
      response.resume().on('end', resolve),
    );
    call.on('error', reject);
    call.end(form);
  });
  return spans.getFinishedSpans()[0]?.attributes ?? {};
}

describe('TokenExchange', () => {
  it('records who asks for what', async () => {
    const attributes = await attributesFor(
      'grant_type=client_credentials&client_secret=s3cr3t&client_id=aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee&scope=https%3A%2F%2Fvault.azure.net%2F.default',
    );
    expect(attributes).toMatchObject({
      'azure.keyvault.identity.tenant_id': 'contoso.example',
      'azure.keyvault.identity.app_id': 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
      'azure.keyvault.identity.audience': 'https://vault.azure.net',
      'azure.keyvault.identity.grant_type': 'client_credentials',
    });
  });

  it.each([
    ['an assertion', sampleToken().slice(0, 200)],
    ['the end of an assertion', sampleToken().slice(-80)],
    [
      'an ARM id',
      '/subscriptions/s/resourceGroups/payroll/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i',
    ],
    ['an e-mail address', 'jane.doe@contoso.com'],
    ['a secret with the form of an identifier', 'Zq8f3kPw7mXt2vRb9nLc'],
  ])('records no client id where %s stands in its place', async (_, text) => {
    const form = { client_id: text, scope: 'https://vault.azure.net/.default', grant_type: 'client_credentials' };
    const attributes = await attributesFor(new URLSearchParams(form).toString());
    expect(attributes).toMatchObject({ 'azure.keyvault.identity.audience': 'https://vault.azure.net' });
    expect(attributes).not.toHaveProperty(['azure.keyvault.identity.app_id']);
  });

  it('records neither tenant nor password of a request that goes through a proxy as a whole URL', async () => {
    observer.setConfig({ identity: 'none' });
    const form = 'grant_type=client_credentials&client_id=app-1&scope=https%3A%2F%2Fvault.azure.net%2F.default';
    const attributes = await attributesFor(form, 'https://user:s3cr3t@login.microsoftonline.com');
    expect(attributes).toMatchObject({
      'url.full': 'https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token',
      'url.template': '/{tenant}/oauth2/v2.0/token',
    });
    expect(spans.getFinishedSpans()[0]?.name).toBe('POST /{tenant}/oauth2/v2.0/token');
  });

  it('records no tenant where a path has no slash in front', async () => {
    await attributesFor('grant_type=client_credentials&scope=https%3A%2F%2Fvault.azure.net%2F.default', 'x');
    expect(spans.getFinishedSpans()[0]?.attributes['url.template']).toBe('/{tenant}/contoso.example/oauth2/v2.0/token');
  });

  it('records nothing that does not look like a name where a name belongs', async () => {
    const attributes = await attributesFor(
      'client_id=client_secret%3Ds3cr3t&scope=https%3A%2F%2Fvault.azure.net%2F%3Fkey%3Ds3cr3t&grant_type=pass%20s3cr3t',
    );
    expect(attributes).toMatchObject({ 'azure.keyvault.identity.source': 'entra' });
    expect(JSON.stringify(attributes)).not.toContain('s3cr3t');
  });
});
