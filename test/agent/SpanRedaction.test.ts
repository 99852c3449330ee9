// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { usePreload } from './preloaded.ts';

const { fake, receiver, run } = usePreload();

const SECRET = 's3cr3t';
const KEEP_URLS = { KEYVAULT_OTEL_REDACT_URLS: 'false' };
const HTTP = `const http = (await import('node:http')).default;`;
/** A token with the line end of the file that it was read from: no request goes out. */
const NEVER_SENT = `${HTTP}
  try { http.get('http://contoso.vault.azure.net/secrets/payroll?api-version=7.6', { headers: { authorization: 'Bearer a.b.c\\n' } }); }
  catch (error) { console.log(error.code); }`;
const IDENTITY = `const url = process.env.IDENTITY_ENDPOINT + '?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net&client_id=client-1&mi_res_id=%2Fsubscriptions%2Fs%2FresourceGroups%2Fpayroll';
  const headers = { 'x-identity-header': process.env.IDENTITY_HEADER };`;

/** Everything that arrived, as text. */
const arrived = () =>
  JSON.stringify([receiver().spans(), receiver().logs(), receiver().metrics()], (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );

describe('of a call to a vault or for a token', () => {
  it('neither name nor query leaves when the request fails before it is sent', async () => {
    expect(await run({ source: NEVER_SENT })).toMatchObject({ code: 0, stdout: 'ERR_INVALID_CHAR\n', stderr: '' });
    const [span] = receiver().spans();
    expect(span?.attributes['url.full']).toBe('http://contoso.vault.azure.net/secrets/{name}');
    expect(arrived()).not.toContain('payroll');
  });

  it.each([
    ['fetch', `await fetch(url, { headers }).then((r) => r.text());`],
    ['http', `${HTTP} await new Promise((done) => http.get(url, { headers }, (r) => r.resume().on('end', done)));`],
  ])('the URL for a managed identity, which names client and resource, does not leave: %s', async (_, send) => {
    const env = { ...fake().appServiceEnv, KEYVAULT_OTEL_IDENTITY: 'none' };
    expect(await run({ source: `${IDENTITY} ${send}`, env })).toMatchObject({ code: 0, stderr: '' });
    const [span] = receiver().spans();
    expect(span?.attributes).toMatchObject({ 'azure.keyvault.identity.source': 'app_service' });
    expect(span?.attributes['url.full']).toBe(fake().appServiceEnv['IDENTITY_ENDPOINT']);
    expect(arrived()).not.toMatch(/client-1|payroll/);
  });

  it('scheme and port of a vault on a port of its own stay', async () => {
    const url = 'http://localhost:59997/secrets/payroll?api-version=7.6';
    const source = `${HTTP} await new Promise((done) => http.get('${url}').on('error', done));`;
    const env = { KEYVAULT_OTEL_VAULT_SUFFIXES: 'localhost:59997' };
    expect(await run({ source, env })).toMatchObject({ code: 0, stderr: '' });
    expect(receiver().spans()[0]?.attributes['url.full']).toBe('http://localhost:59997/secrets/{name}');
  });

  it.each([
    [
      'http',
      `${HTTP} const call = http.get('http://contoso.vault.azure.net/secrets/one?api-version=7.6'); call.on('error', () => {}); call.destroy(odd);`,
    ],
    [
      'fetch',
      `const body = new ReadableStream({ pull: (part) => part.error(odd) }); await fetch('https://contoso.vault.azure.net/secrets/one?api-version=7.6', { method: 'PUT', body, duplex: 'half' }).catch(() => {});`,
    ],
  ])('what a program calls its errors does not leave: %s', async (_, call) => {
    const odd = `const odd = Object.assign(new Error('x'), { name: 'payroll of jane@contoso.com', code: 'payroll of jane' });`;
    expect(await run({ source: `${odd} ${call}` })).toMatchObject({ code: 0, stderr: '' });
    expect(receiver().spans()).toHaveLength(1);
    expect(arrived()).not.toContain('payroll');
  });

  it('the spans to Entra ID for anything but a token name nobody, where all calls are traced', async () => {
    const source = `${HTTP} await new Promise((done) => http.get('http://login.microsoftonline.com:59996/common/userrealm/payroll@contoso.com?login_hint=payroll').on('error', done));`;
    expect(await run({ source, env: { KEYVAULT_OTEL_HTTP: 'all' } })).toMatchObject({ code: 0, stderr: '' });
    expect(receiver().spans()[0]?.attributes['url.full']).toMatch(
      /^http:\/\/login\.microsoftonline\.com:59996\/\{path\}$/,
    );
    expect(arrived()).not.toContain('payroll');
  });

  it('the spans of the Azure SDK name no object, and those to other services are left alone', async () => {
    const source = `const { trace, SpanKind } = await import('@opentelemetry/api');
      await fetch('https://contoso.vault.azure.net/secrets/one?api-version=7.6').then((r) => r.text());
      for (const url of ['https://contoso.vault.azure.net/secrets/payroll/?api%2Dversion=7.6', 'http://127.0.0.1:10000/blobs/one'])
        trace.getTracer('@azure/core-rest-pipeline').startSpan('HTTP GET', { kind: SpanKind.CLIENT,
          attributes: { 'http.method': 'GET', 'http.url': url } }).end();`;
    expect(await run({ source })).toMatchObject({ code: 0, stderr: '' });
    const urls = receiver()
      .spans()
      .map(({ attributes }) => attributes['http.url'])
      .filter((url) => url !== undefined);
    expect(urls).toEqual(['https://contoso.vault.azure.net/secrets/{name}', 'http://127.0.0.1:10000/blobs/one']);
    expect(arrived()).not.toContain('payroll');
  });

  it('what stands in the place of a method does not leave', async () => {
    const source = `await fetch('https://contoso.vault.azure.net/secrets/one', { method: '${SECRET}' }).then((r) => r.text());`;
    expect(await run({ source })).toMatchObject({ code: 0, stderr: '' });
    expect(receiver().spans()).toMatchObject([{ name: 'HTTP', attributes: { 'http.request.method': '_OTHER' } }]);
    expect(arrived().toLowerCase()).not.toContain(SECRET);
  });

  it('no message or stack of an error leaves, but its kind', async () => {
    const source = `${HTTP} http.get('http://contoso.vault.azure.net/secrets/one', (response) =>
      response.destroy(new Error('${SECRET}'))).on('error', () => {});
      http.get('http://contoso.vault.azure.net/secrets/two').on('error', () => {}).destroy(new RangeError('${SECRET}'));
      await fetch('https://contoso.vault.azure.net/secrets/three', { signal: AbortSignal.abort(new Error('${SECRET}')) }).catch(() => {});`;
    expect(await run({ source, env: KEEP_URLS })).toMatchObject({ code: 0, stderr: '' });
    const events = receiver()
      .spans()
      .flatMap((span) => span.events);
    expect(events).toContainEqual(expect.objectContaining({ attributes: { 'exception.type': 'RangeError' } }));
    expect(arrived()).not.toContain(SECRET);
    expect(arrived()).toContain('/secrets/two');
  });

  it.each([
    ['fetch', `await fetch(url).catch(() => {});`],
    ['http', `${HTTP} await new Promise((done) => http.get(url).on('error', done));`],
  ])('the signature in the URL of another call does not leave: %s', async (_, send) => {
    const keys = ['sig', 'Signature', 'AWSAccessKeyId', 'X-Goog-Signature']
      .concat(['X-Amz-Credential', 'X-Amz-Security-Token', 'X-Amz-Signature'])
      .map((key) => `${key}=s3cr3t%3D`);
    const url = `http://localhost:59998/container/blob?sv=2026-01-01&${keys.join('&')}&se=2027`;
    const source = `const url = '${url}'; ${send}`;
    expect(await run({ source, env: { KEYVAULT_OTEL_HTTP: 'all' } })).toMatchObject({ code: 0, stderr: '' });
    expect(receiver().spans()[0]?.attributes['url.full']).toBe(url.replaceAll('s3cr3t%3D', 'REDACTED'));
    expect(arrived()).not.toContain(SECRET);
  });

  it('nothing else is taken out of the spans of other calls', async () => {
    const source = `${HTTP} for (const host of ['shop.example.test', 'localhost:9', 'a.vault.b.c'])
      http.get('http://' + host + '/items/1?page=2').on('error', () => {}).destroy(new Error('at ' + host));`;
    expect(await run({ source, env: { KEYVAULT_OTEL_HTTP: 'all' } })).toMatchObject({ code: 0, stderr: '' });
    for (const host of ['shop.example.test', 'localhost:9', 'a.vault.b.c']) {
      expect(arrived()).toContain(`http://${host}/items/1?page=2`);
      expect(arrived()).toContain(`at ${host}`);
    }
  });
});
