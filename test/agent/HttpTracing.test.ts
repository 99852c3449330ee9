// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { CALL, REQUIRE, usePreload } from './preloaded.ts';

const { fake, run } = usePreload();

/** Requests in every way, each with what came of it. */
const REQUESTS = `
  import https from 'node:https';
  const url = (name) => 'https://contoso.vault.azure.net/secrets/' + name + '?api-version=7.6';
  const answer = (send) => new Promise((resolve, reject) => {
    const request = send((response) => response.resume().on('end', () => resolve(response.statusCode)));
    request.on('error', reject);
  });
  const later = (send) => answer((done) => { const request = send(); request.on('response', done); return request; });
  const attempts = {
    request: () => answer((done) => https.request(url('one'), done).end()),
    'request with options': () => answer((done) => https.request({ hostname: 'contoso.vault.azure.net', path: '/keys/two?api-version=7.6' }, done).end()),
    'request, then listens': () => later(() => https.request(url('three')).end()),
    get: () => answer((done) => https.get(url('four'), done)),
    'get, then listens': () => later(() => https.get(url('five'))),
    fetch: () => fetch(url('six')).then(async (response) => { await response.text(); return response.status; }),
    'a header that Node refuses': async () => https.request(url('seven'), { headers: { 'not a name': '1' } }),
    'a method that Node refuses': async () => https.get(url('eight'), { method: 'NOT ONE' }),
  };
  const results = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    results[name] = await attempt().catch(({ name, code, message }) => ({ name, code, message }));
  }
  console.log(JSON.stringify(results));`;

/** What breaks in OpenTelemetry's objects once the agent runs. */
const BROKEN = {
  'the start of spans': "Object.getPrototypeOf(registry.trace.getTracer('any')).startSpan",
  'the propagator, before Node has the request': 'registry.propagation.inject',
  'the context, after Node made the request': 'Object.getPrototypeOf(registry.context).bind',
} as const;

describe('where tracing breaks, the program gets its answers and its own errors', () => {
  it.each(Object.entries(BROKEN))('%s', async (_what, broken) => {
    const breaks = `const registry = globalThis[Symbol.for('opentelemetry.js.api.1')]; ${broken} = () => { throw new Error('broken'); };`;
    const untouched = await run({ args: [], source: `${CALL} ${REQUESTS}` });
    const urls = fake().requests.map(({ path }) => path);
    fake().reset();
    const { stderr, ...result } = await run({ args: REQUIRE, source: `${CALL} ${breaks} ${REQUESTS}` });
    expect({ ...result, stderr: '' }).toEqual(untouched);
    expect(fake().requests.map(({ path }) => path)).toEqual(urls);
    expect(urls).toHaveLength(7);
    expect(stderr).toMatch(/^(?:keyvault-otel: .* failed; the program is not affected\..*\n)+$/);
  });
});
