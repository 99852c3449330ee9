// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { CALL, REQUIRE, usePreload } from './preloaded.ts';

const { fake, receiver, run, vaultSpans } = usePreload();

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

/** Calls in forms that Node takes and OpenTelemetry's instrumentation does not, each with what came of it. */
const UNUSUAL = `
  import http from 'node:http';
  import https from 'node:https';
  const VAULT = 'https://contoso.vault.azure.net/secrets/one?api-version=7.6';
  const IMDS = 'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net';
  const headers = { authorization: 'Bearer made-up' };
  const like = { href: VAULT, protocol: 'https:', hostname: 'contoso.vault.azure.net', pathname: '/secrets/like', search: '' };
  class OwnUrl extends URL {}
  const outcome = (send) => new Promise((resolve) => {
    const done = (response) => response.resume().on('end', () => resolve(response.statusCode));
    setTimeout(resolve, 5_000, 'nothing').unref();
    try { send(done).on('error', ({ code }) => resolve(code)).end(); } catch ({ code }) { resolve(code); }
  });
  const forms = {
    'a URL with a method and headers': (done) => https.request(Object.assign(new URL(VAULT), { method: 'DELETE', headers }), done),
    'a URL of a class of its own': (done) => https.request(new OwnUrl(VAULT), done),
    'a URL of a class of its own, and options': (done) => https.request(new OwnUrl(VAULT), { method: 'PUT', headers }, done),
    'what is like a URL': (done) => https.request({ ...like, method: 'PUT', headers }, done),
    'nothing in the place of options': (done) => http.get(IMDS, undefined, done),
    'a default port': (done) => https.request({ hostname: 'contoso.vault.azure.net', path: '/secrets/one', defaultPort: 1 }, done),
    'a default port of the agent': (done) => https.request(VAULT, { agent: Object.assign(new https.Agent(), { defaultPort: 1 }) }, done),
    'another default agent': (done) => http.get({ host: 'contoso.vault.azure.net', path: '/secrets/two', _defaultAgent: https.globalAgent }, done),
    'a method that is no text': (done) => https.request({ hostname: 'contoso.vault.azure.net', method: 5 }, done),
  };
  const outcomes = {};
  for (const [name, send] of Object.entries(forms)) outcomes[name] = await outcome(send);
  console.log(JSON.stringify(outcomes));`;

/** What breaks in OpenTelemetry's objects once the agent runs. */
const BROKEN = {
  'the start of spans': 'tracer.startSpan',
  'the propagator, before Node has the request': 'registry.propagation.inject',
  'the context of now': 'Object.getPrototypeOf(registry.context).active',
  'listening, after Node made the request': `(await import('node:http')).ClientRequest.prototype.prependListener`,
  'attributes of spans': 'span.setAttributes',
  'one attribute of a span': 'span.setAttribute',
  'the status of spans': 'span.setStatus',
  'the exception of a span': 'span.recordException',
  'the end of spans': 'span.end',
} as const;

describe('calls go out as the program made them', () => {
  it('in unusual forms', async () => {
    const sent = () => fake().requests.map(({ method, path, hadAuthorization }) => [method, path, hadAuthorization]);
    const untouched = await run({ args: [], source: UNUSUAL });
    const asked = sent();
    fake().reset();
    expect(await run({ args: REQUIRE, source: UNUSUAL })).toEqual(untouched);
    expect(sent()).toEqual(asked);
    expect(asked).toContainEqual(['DELETE', '/secrets/one?api-version=7.6', true]);
    expect(untouched.stdout).not.toContain('nothing"');
  });

  it('with the trace that the program continues itself', async () => {
    const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
    const source = `import https from 'node:https';
      const url = 'https://contoso.vault.azure.net/secrets/one?api-version=7.6';
      const headers = { Traceparent: '${traceparent}' };
      await fetch(url, { headers }).then((response) => response.text());
      await new Promise((resolve) => https.get(url, { headers }, (response) => response.resume().on('end', resolve)));`;
    await run({ args: REQUIRE, source });
    expect(fake().requests.map((request) => request.traceparent)).toEqual([traceparent, traceparent]);
    expect(vaultSpans()).toHaveLength(2);
  });

  it('also where the limit of stacks may not be set', async () => {
    const source = `import https from 'node:https';
      Object.defineProperty(Error, 'stackTraceLimit', { get: () => 10, set: () => { throw new Error('locked'); } });
      https.get('https://contoso.vault.azure.net/secrets/one?api-version=7.6', (response) => {
        console.log(response.resume().statusCode);
      });`;
    expect(await run({ args: REQUIRE, source })).toMatchObject({ code: 0, stdout: '401\n', stderr: '' });
  });

  it('in the context of the program, with no methods of their own', async () => {
    const source = `import https from 'node:https';
      import { trace } from '@opentelemetry/api';
      ${CALL}
      const seen = [];
      const note = () => seen.push(trace.getActiveSpan()?.name);
      await trace.getTracer('program').startActiveSpan('outer', (span) => new Promise((resolve) => {
        const request = https.get('https://contoso.vault.azure.net/secrets/one?api-version=7.6', note);
        seen.push(['on', 'once', 'addListener', 'removeListener'].filter((name) => Object.hasOwn(request, name)).length);
        request.on('socket', note).on('close', () => { note(); span.end(); resolve(); });
        request.on('response', (response) => {
          seen.push(Object.hasOwn(response, 'on'));
          response.on('data', note).on('end', note);
        });
      }));
      console.log(seen.join());`;
    const { stdout } = await run({ args: REQUIRE, source });
    expect(stdout).toMatch(/^0(?:,outer){2},false(?:,outer){2,},outer\n$/);
    const [outer] = receiver()
      .spans()
      .filter(({ name }) => name === 'outer');
    const parents = vaultSpans().map(({ parentSpanId }) => parentSpanId);
    expect(parents).toContain(outer?.spanId);
  });

  it('and what Node refuses names the program in its stack', async () => {
    const source = `import https from 'node:https';
      function readSecret() { https.get('https://contoso.vault.azure.net/', { path: '/not a path' }); }
      try { readSecret(); } catch ({ stack }) { console.log(stack.includes('at readSecret')); }
      console.log(Error.stackTraceLimit);`;
    expect(await run({ args: REQUIRE, source })).toMatchObject({ stdout: 'true\n10\n', stderr: '' });
  });

  it('and so it does for another host', async () => {
    const source = `import https from 'node:https';
      function callOther(method) { https[method]('https://other.example.com/', { port: 99_999 }); }
      for (const method of ['get', 'request']) {
        try { callOther(method); } catch ({ stack }) { console.log(stack.includes('at callOther')); }
      }
      console.log(Error.stackTraceLimit);`;
    expect(await run({ args: REQUIRE, source })).toMatchObject({ stdout: 'true\ntrue\n10\n', stderr: '' });
  });

  it.each(['prependOnceListener', 'prependListener', 'once'])(
    'and its answer is read late by who hears of it by %s',
    async (method) => {
      const source = `import https from 'node:https';
        import { text } from 'node:stream/consumers';
        const request = https.request('https://contoso.vault.azure.net/secrets/one?api-version=7.6');
        request.${method}('response', async (response) => {
          await new Promise((resolve) => setTimeout(resolve, 50));
          console.log((await text(response)).length > 0);
        });
        request.end();`;
      expect(await run({ args: REQUIRE, source })).toMatchObject({ stdout: 'true\n', stderr: '' });
    },
  );
});

describe('where tracing breaks, the program gets its answers and its own errors', () => {
  it.each(Object.entries(BROKEN))('%s', async (_what, broken) => {
    const breaks = `const registry = globalThis[Symbol.for('opentelemetry.js.api.1')];
      const tracer = Object.getPrototypeOf(registry.trace.getTracer('any'));
      const span = Object.getPrototypeOf(registry.trace.getTracer('any').startSpan('any'));
      ${broken} = () => { throw new Error('broken'); };`;
    const untouched = await run({ args: [], source: `${CALL} ${REQUESTS}` });
    const urls = fake().requests.map(({ path }) => path);
    fake().reset();
    const { stderr, ...result } = await run({ args: REQUIRE, source: `${CALL} ${breaks} ${REQUESTS}` });
    expect({ ...result, stderr: '' }).toEqual(untouched);
    expect(fake().requests.map(({ path }) => path)).toEqual(urls);
    expect(urls).toHaveLength(7);
    expect(stderr).toMatch(
      /^(?:(?:keyvault-otel: .* failed|keyvault-otel: the last telemetry.* lost: broken|PeriodicExportingMetricReader: ).*\n)+$/,
    );
    expect(stderr).toContain(' failed; the program is not affected.');
  });

  it('and no line where Node refuses the method or takes a path that is no text', async () => {
    const source = `const { default: https } = await import('node:https');
      for (const method of [5, ['GET']]) {
        try { https.get('https://contoso.vault.azure.net/secrets/a', { method }); }
        catch ({ code }) { console.log(code); }
      }
      const options = { host: 'contoso.vault.azure.net', path: ['/secrets/a'] };
      console.log(await new Promise((resolve, reject) =>
        https.get(options, (response) => resolve(response.resume().statusCode)).on('error', reject)));`;
    const untouched = await run({ args: [], source });
    expect(untouched.stdout).toMatch(/^(?:ERR_INVALID_ARG_TYPE\n){2}\d+\n$/);
    expect(await run({ source })).toEqual(untouched);
    expect(vaultSpans()).toMatchObject([{ attributes: { 'azure.keyvault.operation.name': 'SecretGet' } }]);
  });

  it.each(['undefined', 'null', "''", "new Error('of the program')"])(
    'what a listener of a server throws comes out as it is: %s',
    async (thrown) => {
      const source = `const { createServer, get } = await import('node:http');
        const server = createServer(() => { throw ${thrown}; });
        await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
        process.on('uncaughtException', (error) => { console.log(String(error)); process.exit(3); });
        get({ port: server.address().port, host: '127.0.0.1' }).on('error', () => {});`;
      const untouched = await run({ args: [], source });
      expect(untouched).toMatchObject({ code: 3 });
      expect(await run({ source, env: { KEYVAULT_OTEL_HTTP: 'all' } })).toEqual(untouched);
    },
  );

  it('what others do to the events of servers later still happens', async () => {
    const source = `const { createServer, get } = await import('node:http');
      const { EventEmitter } = await import('node:events');
      const server = createServer((request, response) => response.end());
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { emit } = EventEmitter.prototype;
      const seen = [];
      EventEmitter.prototype.emit = function (...args) { if (this === server) seen.push(args[0]); return emit.apply(this, args); };
      await new Promise((resolve) => get({ port: server.address().port, host: '127.0.0.1', agent: false }, resolve));
      console.log(seen.join()); process.exit(0);`;
    const untouched = await run({ args: [], source });
    expect(untouched.stdout).toBe('connection,request\n');
    expect(await run({ source, env: { KEYVAULT_OTEL_HTTP: 'all' } })).toEqual(untouched);
  });

  it('servers answer too', async () => {
    const source = `const { createServer } = await import('node:http');
      ${CALL}
      const registry = globalThis[Symbol.for('opentelemetry.js.api.1')];
      const server = createServer((request, response) => response.end('ok ' + Error.stackTraceLimit));
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const ask = () => fetch('http://127.0.0.1:' + server.address().port).then((response) => response.text());
      const answers = [await ask()];
      Object.getPrototypeOf(registry.trace.getTracer('any').startSpan('any')).end = () => { throw new Error('broken'); };
      answers.push(await ask());
      Object.getPrototypeOf(registry.trace.getTracer('any')).startSpan = () => { throw new Error('broken'); };
      answers.push(await ask());
      server.on('request', () => { throw new Error('of the program'); });
      process.once('uncaughtException', ({ message }) => { answers.push(message); console.log(answers.join()); process.exit(0); });
      await ask();`;
    const result = await run({ args: REQUIRE, source, env: { KEYVAULT_OTEL_HTTP: 'all' } });
    expect(result).toMatchObject({ code: 0, stdout: 'ok 10,ok 10,ok 10,of the program\n' });
  });
});
