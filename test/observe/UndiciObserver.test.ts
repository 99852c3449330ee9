// SPDX-License-Identifier: Apache-2.0
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Readable } from 'node:stream';
import { context, type MeterProvider, propagation } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import {
  InMemorySpanExporter,
  type Sampler,
  SamplingDecision,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { connect, fetch, request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KeyVaultInstrumentation } from '../../src/KeyVaultInstrumentation.ts';
import { observedServer } from './observedServer.ts';

/** Every second root span. */
class EverySecond implements Sampler {
  #count = 0;
  shouldSample() {
    this.#count += 1;
    return { decision: this.#count % 2 === 0 ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
  }
}

let server: Awaited<ReturnType<typeof observedServer>>;
beforeAll(async () => {
  server = await observedServer((received, response) => {
    received.resume();
    response.writeHead(received.method === 'POST' ? 400 : 200).end('{}');
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterAll(async () => {
  context.disable();
  propagation.disable();
  await server.close();
});

const spans = new InMemorySpanExporter();
let stop: () => void;

function start(sampler?: Sampler): KeyVaultInstrumentation {
  const provider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
    ...(sampler === undefined ? {} : { sampler }),
  });
  // In the order that the README shows: the other one hears of everything first.
  const undici = new UndiciInstrumentation();
  undici.setTracerProvider(provider);
  const observer = new KeyVaultInstrumentation();
  observer.setTracerProvider(provider);
  stop = () => {
    undici.disable();
    observer.disable();
  };
  return observer;
}
beforeEach(() => spans.reset());
afterEach(() => stop());

const isOurs = ({ description }: symbol): boolean => description?.startsWith('keyvault-otel') === true;

const url = (path: string, host = 'myvault.vault.azure.net'): string => `http://${host}:${server.port}${path}`;

describe('UndiciObserver', () => {
  it('lays each answer on the span of its own request, however many run at once', async () => {
    start();
    const claims = (app: number): string => Buffer.from(JSON.stringify({ appid: `app${app}` })).toString('base64url');
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const authorization = `Bearer e30.${claims(index)}.${'s'.repeat(43)}${index}`;
        const response = await fetch(url(`/secrets/s${index}/`), {
          headers: { authorization },
          dispatcher: server.dispatcher,
        });
        await response.text();
      }),
    );
    const seen = spans
      .getFinishedSpans()
      .map(({ attributes }) => [
        /\/s(\d+)\//.exec(String(attributes['url.full']))?.[1],
        String(attributes['azure.keyvault.identity.app_id']).slice(3),
      ]);
    expect(seen).toHaveLength(30);
    for (const [secret, app] of seen) expect(app).toBe(secret);
  });

  it('opens no span of its own for a request that the sampler left out', async () => {
    start(new EverySecond());
    for (let index = 0; index < 6; index += 1) {
      await (await fetch(url('/secrets/a/'), { dispatcher: server.dispatcher })).text();
    }
    const scopes = spans.getFinishedSpans().map(({ instrumentationScope }) => instrumentationScope.name);
    expect(scopes).toEqual(Array(3).fill('@opentelemetry/instrumentation-undici'));
  });

  it('has a span of its own where that of an instrumentation is suppressed', async () => {
    start();
    stop();
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] });
    const observer = new KeyVaultInstrumentation();
    const undici = new UndiciInstrumentation({
      requireParentforSpans: true,
      requestHook: (span, received) => observer.adopt(span, received),
    });
    undici.setTracerProvider(provider);
    observer.setTracerProvider(provider);
    stop = () => {
      undici.disable();
      observer.disable();
    };
    await (await fetch(url('/secrets/db?api-version=7.6'), { dispatcher: server.dispatcher })).text();
    expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(['GET /secrets/{name}']);
  });

  it('names the cause of a failed connection before an instrumentation ends its span', async () => {
    start();
    const refused = url('/secrets/a/').replace(String(server.port), '59998');
    await expect(fetch(refused, { dispatcher: server.dispatcher })).rejects.toThrow();
    expect(spans.getFinishedSpans().map(({ attributes }) => attributes)).toMatchObject([
      { 'azure.keyvault.failure.cause': 'connection_failed', 'azure.keyvault.operation.name': 'SecretGet' },
    ]);
  });

  it('takes no request whose form nobody saw, as there was no connection, for one for a vault', async () => {
    const calls: unknown[] = [];
    start().listen((call) => calls.push(call));
    const refused = 'http://login.microsoftonline.com:59998/contoso/oauth2/v2.0/token';
    const ask = (scope: string) => ({
      dispatcher: server.dispatcher,
      method: 'POST' as const,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `grant_type=client_credentials&client_id=app&scope=${encodeURIComponent(scope)}`,
    });
    const graph = 'https://graph.microsoft.com/.default';
    await expect(fetch(refused, ask(graph))).rejects.toThrow();
    await expect(request(`${refused}//`, ask(graph))).rejects.toThrow();
    expect(calls).toEqual([]);
    await expect(request(refused, ask('https://vault.azure.net/.default'))).rejects.toThrow();
    expect(calls).toMatchObject([{ kind: 'token', diagnosis: { cause: 'connection_failed' } }]);
  });

  it('redacts the URL of such a request where it is to', async () => {
    start().setConfig({ redactUrls: true });
    const refused = 'http://login.microsoftonline.com:59998/contoso/oauth2/v2.0/token?client_id=someone';
    const form = { dispatcher: server.dispatcher, method: 'POST', body: 'scope=https%3A%2F%2Fgraph.microsoft.com' };
    await expect(fetch(refused, form)).rejects.toThrow();
    const [span] = spans.getFinishedSpans();
    expect(span?.attributes['url.full']).toMatch(/\/oauth2\/v2\.0\/token$/);
    expect(JSON.stringify(span?.attributes)).not.toMatch(/someone|contoso/);
  });

  it('takes an answered request whose form no channel brings, as with undici 5 and 6, for one for a vault', () => {
    const calls: unknown[] = [];
    start().listen((call) => calls.push(call));
    const body = Readable.from(['scope=https%3A%2F%2Fvault.azure.net%2F.default']);
    const sent = { origin: 'https://login.microsoftonline.com', method: 'POST', path: '/contoso/oauth2/v2.0/token' };
    const request = { ...sent, headers: [], body };
    const response = { statusCode: 200, headers: [] };
    channel('undici:request:create').publish({ request });
    channel('undici:client:sendHeaders').publish({ request, headers: '', socket: {} });
    channel('undici:request:headers').publish({ request, response });
    channel('undici:request:trailers').publish({ request, trailers: [] });
    expect(calls).toMatchObject([{ kind: 'token', status: 200, outcome: 'success' }]);
  });

  it('leaves nothing on a request that is over, however it ended', async () => {
    const seen: object[] = [];
    const note = (message: unknown) => seen.push((message as { readonly request: object }).request);
    const left = () =>
      seen.flatMap((one) =>
        Object.getOwnPropertySymbols(one)
          .filter(isOurs)
          .map((symbol) => Reflect.get(one, symbol)),
      );
    start();
    subscribe('undici:request:create', note);
    const { dispatcher } = server;
    const answered = await fetch(url('/secrets/a'), { dispatcher });
    const refused = await fetch(url('/secrets/a'), { dispatcher, method: 'POST', body: '{}' });
    await Promise.all([answered.text(), refused.text()]);
    const nowhere = url('/secrets/a/').replace(String(server.port), '59998');
    await expect(fetch(nowhere, { dispatcher })).rejects.toThrow();
    unsubscribe('undici:request:create', note);
    expect(left()).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['as it was given', 'http://myvault.vault.azure.net:8443/'],
    ['as a URL', new URL('http://myvault.vault.azure.net:8443')],
  ])('knows the vault of a call whose origin undici 5 and 6 tell %s', (_, origin) => {
    const calls: unknown[] = [];
    start().listen((call) => calls.push(call));
    const request = { origin, method: 'GET', path: '/secrets/a/', headers: [] };
    channel('undici:request:create').publish({ request });
    channel('undici:client:sendHeaders').publish({ request, headers: '', socket: {} });
    channel('undici:request:headers').publish({ request, response: { statusCode: 103, headers: [] } });
    channel('undici:request:headers').publish({ request, response: { statusCode: 200, headers: [] } });
    expect(calls).toMatchObject([{ host: 'myvault.vault.azure.net', operation: 'SecretGet', status: 200 }]);
  });

  it('takes no tunnel for a call', async () => {
    const calls: unknown[] = [];
    start().listen((call) => calls.push(call));
    const refused = 'http://myvault.vault.azure.net:59998';
    await expect(connect(refused, { dispatcher: server.dispatcher })).rejects.toThrow();
    await expect(request(`${refused}/secrets/a/`, { dispatcher: server.dispatcher })).rejects.toThrow();
    expect(calls).toMatchObject([{ operation: 'SecretGet' }]);
  });

  it('makes no gauge for a first request that fails after it was disabled', async () => {
    const callbacks = new Set<unknown>();
    const gauge = { addCallback: (callback: unknown) => callbacks.add(callback), removeCallback: () => {} };
    const meter = {
      createHistogram: () => ({ record: () => {} }),
      createCounter: () => ({ add: () => {} }),
      createObservableGauge: () => gauge,
    };
    const observer = start();
    observer.setMeterProvider({ getMeter: () => meter } as unknown as MeterProvider);
    const refused = url('/secrets/a/').replace(String(server.port), '59998');
    const failing = fetch(refused, { dispatcher: server.dispatcher });
    observer.disable();
    await expect(failing).rejects.toThrow();
    expect(callbacks.size).toBe(0);
  });

  it.each([
    ['there at once', (body: string) => body],
    ['in chunks', (body: string) => Readable.from((body.match(/.{1,20}/g) ?? []).map((part) => Buffer.from(part)))],
  ])('reads the form of a token request once when it is %s', async (_, bodyOf) => {
    start();
    const form = 'client_secret=s3cr3t-s3cr3t&client_id=app&scope=https%3A%2F%2Fvault.azure.net%2F.default';
    const { body } = await request(url('/t/oauth2/v2.0/token', 'login.microsoftonline.com'), {
      method: 'POST',
      body: bodyOf(form),
      dispatcher: server.dispatcher,
    });
    await body.text();
    const [span] = spans.getFinishedSpans();
    expect(span?.attributes['azure.keyvault.identity.audience']).toBe('https://vault.azure.net');
    expect(JSON.stringify(span?.attributes)).not.toContain('s3cr3t');
  });
});
