// SPDX-License-Identifier: Apache-2.0
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { KnownCalls } from '../../src/calls/KnownCalls.ts';
import { QuotaBook } from '../../src/correlate/QuotaBook.ts';
import { TokenLifetimes } from '../../src/correlate/TokenLifetimes.ts';
import type { RequestHead } from '../../src/observe/ObservedCall.ts';
import { Recorder } from '../../src/record/Recorder.ts';
import { identityAttributes } from '../../src/record/vaultAttributes.ts';
import { resolveConfig } from '../../src/resolveConfig.ts';
import { readHeaders } from '../../src/understand/readHeaders.ts';
import { recognizeHost } from '../../src/understand/recognizeHost.ts';
import { sampleClaims, sampleToken } from '../understand/sampleToken.ts';

const vault = endpointOf('contoso.vault.azure.net');

function endpointOf(host: string) {
  const endpoint = recognizeHost(host);
  if (endpoint === undefined) throw new Error(`${host} is no vault`);
  return endpoint;
}

function knownCalls(): KnownCalls {
  const config = resolveConfig({}, {});
  const recorder = new Recorder({
    config,
    quotas: new QuotaBook(),
    lifetimes: new TokenLifetimes(),
    listeners: new Set(),
    providers: { tracerProvider: () => undefined, meterProvider: () => undefined, loggerProvider: () => undefined },
  });
  return new KnownCalls({ recorder, identityAttributes: identityAttributes(config.identity) });
}

function head(
  target: string,
  rest: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly endpoint?: RequestHead['endpoint'];
  } = {},
): RequestHead {
  const { method = 'GET', headers = {}, endpoint = vault } = rest;
  const header = readHeaders(headers);
  const origin = `https://${endpoint.host}`;
  return {
    endpoint,
    origin,
    isSent: true,
    method,
    target,
    header,
    body: undefined,
    startedAt: 0,
    span: undefined,
    parent: ROOT_CONTEXT,
  };
}

const bearer = (appid: string) => ({ authorization: `Bearer ${sampleToken({ ...sampleClaims, appid })}` });

describe('KnownCalls', () => {
  it('understands a call once, whatever its query', () => {
    const calls = knownCalls();
    const headers = bearer('one');
    const first = calls.understand(head('/secrets/db?api-version=7.6', { headers }));
    expect(calls.understand(head('/secrets/db?api-version=2025-07-01', { headers }))).toBe(first);
    expect(first?.call.operation.name).toBe('SecretGet');
  });

  it('remembers the calls of each caller that alternate on one path', () => {
    const calls = knownCalls();
    const headers = ['one', 'two'].map(bearer);
    const [first, second] = headers.map((each) => calls.understand(head('/secrets/db', { headers: each })));
    expect(second).not.toBe(first);
    expect(headers.map((each) => calls.understand(head('/secrets/db', { headers: each })))).toEqual([first, second]);
  });

  it('tells the caller of each request, also when callers alternate on one path', () => {
    const calls = knownCalls();
    const headers = ['one', 'two'].map(bearer);
    const seen = [0, 1, 0, 1, 1, 0].map((index) => {
      const known = calls.understand(head('/secrets/db', { headers: headers[index] ?? {} }));
      return [known?.call.credential.identity?.appId, Object.fromEntries(known?.spanAttributes ?? [])];
    });
    expect(seen.map(([appId]) => appId)).toEqual(['one', 'two', 'one', 'two', 'two', 'one']);
    for (const [appId, attributes] of seen) {
      expect(attributes).toMatchObject({ 'azure.keyvault.identity.app_id': appId });
    }
    expect(calls.understand(head('/secrets/db'))?.call.credential.kind).toBe('none');
  });

  it.each([
    ['another method', { method: 'PUT' }, 'SecretSet'],
    ['a method in lower case', { method: 'put' }, 'SecretSet'],
    ['a POST that means another method', { method: 'POST', headers: { 'x-http-method': 'PUT' } }, 'SecretSet'],
  ])('does not take one call for %s', (_, other, name) => {
    const calls = knownCalls();
    for (let round = 0; round < 2; round += 1) {
      expect(calls.understand(head('/secrets/db'))?.call.operation.name).toBe('SecretGet');
      expect(calls.understand(head('/secrets/db', other))?.call.operation.name).toBe(name);
    }
  });

  it('names a span by the method that was sent, also after a POST that means it', () => {
    const calls = knownCalls();
    const override = { method: 'POST', headers: { 'x-http-method': 'GET' } };
    for (let round = 0; round < 2; round += 1) {
      expect(calls.understand(head('/secrets/db', override))?.spanName).toBe('POST /secrets/{name}');
      expect(calls.understand(head('/secrets/db'))?.spanName).toBe('GET /secrets/{name}');
    }
  });

  it.each([
    ['get', 'GET /secrets/{name}'],
    ['SECRET-METHOD', 'HTTP /secrets/{path}'],
  ])('names a span of the method %s as the conventions do', (method, name) => {
    expect(knownCalls().understand(head('/secrets/db', { method }))?.spanName).toBe(name);
  });

  it('forgets calls beyond its bound, but for those in use', () => {
    const calls = knownCalls();
    const [rare, used] = ['/secrets/rare', '/secrets/used'].map((path) => calls.understand(head(path)));
    for (let index = 0; index < 2_100; index += 1) {
      calls.understand(head(`/secrets/other-${index}`));
      calls.understand(head('/secrets/used'));
    }
    expect(calls.understand(head('/secrets/used'))).toBe(used);
    expect(calls.understand(head('/secrets/rare'))).not.toBe(rare);
  });

  it('forgets what the calls of a vault have in common beyond its bound', () => {
    const calls = knownCalls();
    const operationOf = (name: string) => calls.understand(head(`/secrets/${name}`))?.operation;
    const first = operationOf('first');
    expect(operationOf('second')).toBe(first);
    for (let index = 0; index < 1_100; index += 1) {
      calls.understand(head('/secrets/db', { endpoint: endpointOf(`vault-${index}.vault.azure.net`) }));
    }
    expect(operationOf('third')).not.toBe(first);
  });

  it('takes names of objects for the same in any case, as the service does', () => {
    const calls = knownCalls();
    const [one, two] = ['/secrets/DbPassword', '/secrets/dbpassword'].map((path) => calls.understand(head(path)));
    expect(one?.object?.id).toBeDefined();
    expect(two?.object).toEqual(one?.object);
    expect(two?.accessKey).toBe(one?.accessKey);
  });

  it('keeps calls of different vaults apart', () => {
    const calls = knownCalls();
    const hosts = ['contoso.vault.azure.net', 'fabrikam.vault.azure.net', 'contoso.managedhsm.azure.net'];
    const endpoints = hosts.map(endpointOf);
    for (let round = 0; round < 2; round += 1) {
      const urls = endpoints.map((endpoint) => calls.understand(head('/keys/k', { endpoint }))?.url);
      expect(urls).toEqual(hosts.map((host) => `https://${host}/keys/{name}`));
    }
  });

  it('takes a request to a host that needs a route for one to a vault where the query names a version', () => {
    const calls = knownCalls();
    const endpoint = endpointOf('contoso.vault.local.azurestack.external');
    const first = calls.understand(head('/secrets/db?api-version=2016-10-01', { endpoint }));
    for (let round = 0; round < 2; round += 1) {
      expect(calls.understand(head('/secrets/db', { endpoint }))).toBeUndefined();
      expect(calls.understand(head('/secrets/db?api-version=2016-10-01', { endpoint }))).toBe(first);
    }
    expect(first?.call.operation.name).toBe('SecretGet');
  });

  it('keeps apart what is not known of a vault, where only the path tells of what it is', () => {
    const calls = knownCalls();
    const typesOf = (path: string) =>
      Object.fromEntries(calls.understand(head(path))?.spanAttributes ?? [])['azure.keyvault.object.type'];
    expect([typesOf('/foo/bar'), typesOf('/securitydomain/x/y')]).toEqual(['secrets', 'hsm']);
  });

  it('knows a call again that has a long query, as the next page of a list has', () => {
    const calls = knownCalls();
    const page = (token: string) => calls.understand(head(`/secrets?api-version=7.6&$skiptoken=${token.repeat(900)}`));
    expect(page('a')).toBe(page('b'));
  });

  it('knows what all objects and callers of a vault have in common', () => {
    const calls = knownCalls();
    const [one, two] = ['/secrets/one', '/secrets/two'].map((path) =>
      calls.understand(head(path, { headers: bearer('a') })),
    );
    expect(one).not.toBe(two);
    expect(one?.operation).toBe(two?.operation);
    const success = { outcome: 'success', cause: undefined, status: 200 } as const;
    const failure = { outcome: 'failure', cause: 'rbac_denied', status: 403 } as const;
    const made = [success, failure].map((result) => one?.operation.attributes(result));
    expect([success, failure].map((result) => two?.operation.attributes({ ...result }))).toEqual(made);
    for (const [index, result] of [success, failure].entries())
      expect(one?.operation.attributes(result)).toBe(made[index]);
  });

  it('keeps calls in use when there are more than it remembers', () => {
    const calls = knownCalls();
    const first = calls.understand(head('/secrets/in-use'));
    for (let index = 0; index < 5_000; index += 1) {
      calls.understand(head(`/secrets/s-${index}`));
      expect(calls.understand(head('/secrets/in-use'))).toBe(first);
    }
  });

  it('goes on beyond its bound, and forgets what was not in use', () => {
    const calls = knownCalls();
    const first = calls.understand(head('/secrets/s-0'));
    for (let index = 0; index < 5_000; index += 1) {
      expect(calls.understand(head(`/secrets/s-${index}`))?.call.operation.objectName).toBe(`s-${index}`);
    }
    expect(calls.understand(head('/secrets/s-0'))).not.toBe(first);
  });
});
