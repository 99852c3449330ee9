// SPDX-License-Identifier: Apache-2.0
import { channel } from 'node:diagnostics_channel';
import { trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KeyVaultInstrumentation } from '../../src/KeyVaultInstrumentation.ts';

const CHANNELS = [
  'http.client.request.created',
  'http.client.request.start',
  'http.client.response.finish',
  'http.client.request.error',
  'undici:request:create',
  'undici:client:sendHeaders',
  'undici:request:bodyChunkSent',
  'undici:request:headers',
  'undici:request:trailers',
  'undici:request:error',
] as const;

let instrumentation: KeyVaultInstrumentation;
let thrown: unknown[] = [];
const onThrown = (error: unknown): void => void thrown.push(error);

beforeAll(() => {
  instrumentation = new KeyVaultInstrumentation({ learnKeyTypes: true });
});
afterAll(() => instrumentation.disable());
beforeEach(() => {
  thrown = [];
  process.on('uncaughtException', onThrown);
});
afterEach(() => process.off('uncaughtException', onThrown));

const throws = (): never => {
  throw new Error('hostile');
};
// The generator itself asks for symbols.
const unlessSymbol = (_target: object, name: string | symbol): undefined =>
  typeof name === 'symbol' ? undefined : throws();
const HOSTILE = new Proxy(() => undefined, {
  get: unlessSymbol,
  has: (target, name) => unlessSymbol(target, name) !== undefined,
  set: throws,
  defineProperty: throws,
  apply: throws,
  ownKeys: throws,
});

/** What is anything at all, but now and then nearly right, so that it gets further in. */
const junk = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true }),
  fc.constant(HOSTILE),
);
const nearly = <Value>(right: fc.Arbitrary<Value>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: junk });

const headers = nearly(
  fc.oneof(
    fc.array(fc.oneof(fc.constantFrom('authorization', 'www-authenticate', 'retry-after', 'Content-Length'), junk), {
      maxLength: 9,
    }),
    fc.string(),
    fc.dictionary(fc.constantFrom('authorization', 'x-ms-request-id', '__proto__'), junk),
  ),
);

/** As undici and node:http make them, one object for all messages about one request. */
const request = fc
  .record({
    origin: nearly(
      fc.constantFrom(
        'https://contoso.vault.azure.net',
        'https://login.microsoftonline.com',
        new URL('https://hsm.managedhsm.azure.net'),
      ),
    ),
    method: nearly(fc.constantFrom('GET', 'POST')),
    path: nearly(
      fc.constantFrom('/secrets/a?api-version=7.6', '/keys/k/sign', '/tenant/oauth2/v2.0/token', '//', '/%'),
    ),
    headers,
    body: junk,
    host: nearly(fc.constant('contoso.vault.azure.net')),
    getHeader: nearly(fc.func(junk)),
    onData: nearly(fc.constant(() => true)),
    onResponseEnd: nearly(fc.constant(() => undefined)),
    write: nearly(fc.constant(() => true)),
    end: nearly(fc.constant(() => undefined)),
  })
  .chain((made) => fc.constantFrom(made, Object.freeze({ ...made })));

const response = nearly(
  fc.record({
    statusCode: nearly(fc.constantFrom(200, 401, 403, 429, 100)),
    headers,
    push: nearly(fc.constant(() => true)),
  }),
);

const steps = fc.array(fc.record({ name: fc.constantFrom(...CHANNELS), response, headers, chunk: junk, error: junk }), {
  minLength: 1,
  maxLength: 12,
});

describe('a channel that publishes what nobody expects', () => {
  it('does no harm, whatever the message is', async () => {
    fc.assert(
      fc.property(fc.constantFrom(...CHANNELS), junk, (name, message) => {
        channel(name).publish(message);
      }),
      { numRuns: 500 },
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(thrown).toEqual([]);
  });

  it('does no harm, in whatever order messages about one request come, some of which are calls', async () => {
    let calls = 0;
    const ignore = instrumentation.listen(() => (calls += 1));
    fc.assert(
      fc.property(request, steps, (one, messages) => {
        for (const { name, ...message } of messages) channel(name).publish({ ...message, request: one });
      }),
      { numRuns: 1_000 },
    );
    await new Promise((resolve) => setImmediate(resolve));
    ignore();
    expect(thrown).toEqual([]);
    expect(calls).toBeGreaterThan(0);
  });

  it('does no harm when a span is handed in for what is no request', () => {
    const span = trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 });
    for (const one of [undefined, null, 1, 'x', HOSTILE, {}, Object.freeze({ origin: 'https://a.vault.azure.net' })]) {
      expect(() => instrumentation.adopt(span, one as object)).not.toThrow();
    }
  });
});
