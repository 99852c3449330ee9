// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { API_VERSION } from '../../src/agent/inOwnRegistry.ts';
import { CALL, IMPORT, REQUIRE, usePreload } from './preloaded.ts';

const { fake, receiver, run, vaultSpans } = usePreload();

/** A tracer provider as another SDK would register it, with an API of an older minor version; prints the spans it makes. */
const OLDER_SDK = `
  const span = { spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }), isRecording: () => true,
    setAttribute() { return this; }, setAttributes() { return this; }, setStatus() { return this; }, addEvent() { return this; },
    addLink() { return this; }, addLinks() { return this; }, updateName() { return this; }, recordException() {}, end() {} };
  globalThis[Symbol.for('opentelemetry.js.api.1')] = { version: '1.9.0', trace: { getTracer: (name) => ({
    startSpan: (spanName) => { console.log(name); return span; } }) } };`;
const REGISTRY = `JSON.stringify(Object.keys(globalThis[Symbol.for('opentelemetry.js.api.1')] ?? {}))`;

describe('loaded more than once, the preload works once', () => {
  it.each([
    ['--require twice', [...REQUIRE, ...REQUIRE]],
    ['--import twice', [...IMPORT, ...IMPORT]],
    ['--require and --import', [...REQUIRE, ...IMPORT]],
    ['--import and --require', [...IMPORT, ...REQUIRE]],
  ])('%s', async (_way, args) => {
    expect(await run({ args, source: CALL })).toMatchObject({ code: 0, stderr: '' });
    expect(vaultSpans()).toHaveLength(1);
  });

  it('also when the program imports it', async () => {
    const source = `import 'keyvault-otel/register'; ${CALL}`;
    expect(await run({ source })).toMatchObject({ code: 0, stderr: '' });
    expect(vaultSpans()).toHaveLength(1);
  });
});

describe('programs in ES modules need no loader', () => {
  it.each([
    ['the default', "import https from 'node:https';", 'https.get'],
    ['everything', "import * as https from 'node:https';", 'https.get'],
    ['one name', "import { get } from 'node:https';", 'get'],
  ])('that import %s of node:https', async (_what, statement, get) => {
    const source = `${statement} ${get}('https://contoso.vault.azure.net/secrets/one?api-version=7.6', (r) => r.resume());`;
    for (const args of [REQUIRE, IMPORT]) await run({ args, source });
    expect(vaultSpans().map(({ scope }) => scope)).toEqual(Array(2).fill('@opentelemetry/instrumentation-http'));
  });
});

describe('what is traced', () => {
  it('is told by spans, and by no metrics but ours', async () => {
    expect(await run({ source: CALL })).toMatchObject({ code: 0, stderr: '' });
    const names = receiver()
      .metrics()
      .map(({ name }) => name);
    expect(names).toContain('azure.keyvault.client.request.duration');
    expect(names.filter((name) => name.startsWith('http.'))).toEqual([]);
  });

  it.each([
    [{}, ['http.client.request.duration']],
    [{ KEYVAULT_OTEL_SIGNALS: 'traces' }, []],
  ])(
    'is told by the metrics of the HTTP instrumentations too where all calls are traced: %j',
    async (env, expected) => {
      expect(await run({ source: CALL, env: { ...env, KEYVAULT_OTEL_HTTP: 'all' } })).toMatchObject({
        code: 0,
        stderr: '',
      });
      const names = receiver()
        .metrics()
        .map(({ name }) => name);
      expect([...new Set(names.filter((name) => name.startsWith('http.')))]).toEqual(expected);
    },
  );

  it('is nothing without traces, also where all calls are', async () => {
    const source = `${CALL} (await import('node:http')).get('http://127.0.0.1:9/', () => {}).on('error', () => {});`;
    const env = { KEYVAULT_OTEL_HTTP: 'all', KEYVAULT_OTEL_SIGNALS: 'metrics' };
    expect(await run({ source, env })).toMatchObject({ code: 0, stderr: '' });
    expect(receiver().spans()).toEqual([]);
  });

  it('names nothing in its URL either where the program has an instrumentation of its own, which takes over', async () => {
    const source = `const { KeyVaultInstrumentation } = await import('keyvault-otel');
      const told = [];
      new KeyVaultInstrumentation({ onDiagnosis: (_span, { cause }) => told.push(cause) });
      ${CALL} console.log(told.join());`;
    expect(await run({ source })).toMatchObject({ code: 0, stdout: 'auth_challenge\n', stderr: '' });
    expect(vaultSpans().map(({ attributes }) => attributes['url.full'])).toEqual([
      'https://contoso.vault.azure.net/secrets/{name}',
    ]);
  });

  it('is no call to this machine, whose arguments stay as they came', async () => {
    const source = `const http = (await import('node:http')).default;
      class Agent extends http.Agent { addRequest(request, options) {
        console.log(Object.keys(options).sort().join()); request.destroy(); } }
      const options = { agent: new Agent() };
      for (const url of ['http://localhost/a', new URL('http://localhost/a?b')])
        http.get(url, options).on('error', () => {});
      try { http.get({ host: 'localhost', get path() { throw new Error('of the program'); } }); }
      catch ({ message }) { console.log(message); }`;
    const bare = await run({ args: [], source });
    expect(bare.stdout).toContain('of the program');
    expect(await run({ source })).toMatchObject({ code: 0, stdout: bare.stdout, stderr: '' });
  });

  const OTHER = `await fetch('https://example.vault.azure.net.localhost/').catch(() => {});`;
  const INCOMING = `const { createServer } = await import('node:http');
    const server = createServer((_, response) => response.end('ok')).listen(0);
    await fetch('http://127.0.0.1:' + server.address().port + '/').then((r) => r.text()); server.close();`;

  it('is the vault and nothing else', async () => {
    expect(await run({ source: `${CALL} ${INCOMING} ${OTHER}` })).toMatchObject({ code: 0, stderr: '' });
    expect(receiver().spans()).toHaveLength(1);
  });

  it('is the token endpoint too, but not discovery', async () => {
    const tenant = '11111111-2222-4333-8444-555555555555';
    const source = `const login = 'https://login.microsoftonline.com/${tenant}';
      await fetch(login + '/v2.0/.well-known/openid-configuration').then((r) => r.text());
      await fetch(login + '/oauth2/v2.0/token', { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials',
        client_id: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', scope: 'https://vault.azure.net/.default' }) }).then((r) => r.text());`;
    expect(await run({ source })).toMatchObject({ code: 0, stderr: '' });
    expect(fake().requests).toHaveLength(2);
    expect(
      receiver()
        .spans()
        .map(({ attributes }) => attributes['url.path']),
    ).toEqual(['/{tenant}/oauth2/v2.0/token']);
  });

  it('is all HTTP, incoming too, when asked for', async () => {
    const result = await run({ source: `${CALL} ${INCOMING}`, env: { KEYVAULT_OTEL_HTTP: 'all' } });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(
      receiver()
        .spans()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['client', 'client', 'server']);
  });

  it.each(['keyvault', 'KeyVault', ' http, KEYVAULT'])(
    'is nothing where the preload is switched off: %s',
    async (names) => {
      await run({ source: CALL, env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: names } });
      expect(fake().requests).toHaveLength(1);
      expect(receiver().requests).toEqual([]);
    },
  );

  it('has no span of an instrumentation that is switched off', async () => {
    await run({ source: CALL, env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'undici,http' } });
    expect(vaultSpans().map(({ scope }) => scope)).toEqual(['keyvault-otel']);
  });
});

describe('an SDK of the program', () => {
  it('finds the registry untouched before the first call', async () => {
    expect(await run({ source: `console.log(${REGISTRY});` })).toMatchObject({ stdout: '[]\n' });
  });

  it('that starts after the preload is used, whatever version its API has', async () => {
    const result = await run({ source: `${OLDER_SDK} ${CALL}` });
    expect(result).toMatchObject({ code: 0, stdout: 'keyvault-otel\n', stderr: '' });
    expect(receiver().requests).toEqual([]);
  });

  it('that is there before the preload is used', async () => {
    const args = ['--import', `data:text/javascript,${encodeURIComponent(OLDER_SDK)}`, ...IMPORT];
    const result = await run({ args, source: CALL, env: { KEYVAULT_OTEL_HTTP: 'all' } });
    expect(result).toMatchObject({ code: 0, stdout: 'keyvault-otel\n', stderr: '' });
    expect(receiver().requests).toEqual([]);
  });

  const SLOT = "globalThis[Symbol.for('opentelemetry.js.api.1')]";

  it.each(['1.0.0', '1.9.1', '1.10.1', '1.99.0'])(
    'of another version, %s, that has registered no tracer leaves the place to ours',
    async (version) => {
      const registered =
        "version: { value: given, enumerable: true }, propagation: { value: 'theirs', enumerable: true }";
      const source = `const given = '${version}'; ${SLOT} = Object.defineProperties({}, { ${registered} });
        ${CALL} console.log(${SLOT}.propagation, ${SLOT}.version);`;
      const result = await run({ source });
      const newer = version === '1.99.0' ? version : API_VERSION;
      expect(result).toMatchObject({ code: 0, stdout: `theirs ${newer}\n` });
      expect(vaultSpans()).toHaveLength(1);
    },
  );

  it('that nothing can be registered with keeps ours from starting, which is said once', async () => {
    const registry = "Symbol.for('opentelemetry.js.api.1'), { get: () => ({ version: '1.9.0' }), set() {} }";
    const result = await run({ source: `Object.defineProperty(globalThis, ${registry}); ${CALL} ${CALL}` });
    expect(result.code).toBe(0);
    expect(result.stderr.trim().split('\n')).toEqual([expect.stringContaining('@opentelemetry/api 1.9.0')]);
  });

  it('of NodeSDK, started after the preload, has one span for each call', async () => {
    const source = `const { NodeSDK } = await import('@opentelemetry/sdk-node');
      const { UndiciInstrumentation } = await import('@opentelemetry/instrumentation-undici');
      const sdk = new NodeSDK({ instrumentations: [new UndiciInstrumentation()] }); sdk.start();
      ${CALL} await sdk.shutdown();`;
    expect(await run({ source })).toMatchObject({ code: 0, stderr: '' });
    expect(vaultSpans().map(({ scope }) => scope)).toEqual(['@opentelemetry/instrumentation-undici']);
  });
});

describe('a challenge that nobody answers, in an SDK of the program', () => {
  const SDK = `const { TracerProvider } = await import('@opentelemetry/sdk-trace');
    const { trace, metrics } = await import('@opentelemetry/api');
    const { MeterProvider, PeriodicExportingMetricReader } = await import('@opentelemetry/sdk-metrics');
    const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-http');
    trace.setGlobalTracerProvider(new TracerProvider());
    const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })] });
    metrics.setGlobalMeterProvider(provider);
    process.once('beforeExit', () => provider.shutdown());`;
  const { resolve } = createRequire(import.meta.url);
  const RESOLVED = SDK.replaceAll(/(?<=import\(')[^']+/g, (name) => pathToFileURL(resolve(name)).href);

  it.each([
    [
      'that starts before the preload',
      ['--import', `data:text/javascript,${encodeURIComponent(RESOLVED)}`, ...IMPORT],
      CALL,
    ],
    ['that starts after the preload', REQUIRE, `${SDK} ${CALL}`],
  ] as const)('is a failure at the end: %s', async (_which, args, source) => {
    const result = await run({ args, source, env: receiver().env('http/json') });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const causes = receiver()
      .metrics()
      .map(({ attributes }) => attributes['azure.keyvault.failure.cause']);
    expect(causes).toContain('token_missing');
  });
});

describe("under Node's permission model", () => {
  // Of Node 25 and later; before, the network is free.
  const network = process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [];
  const permitted = (): readonly string[] => {
    const readable = [fake().preload, REQUIRE[1]].map((file) => `--allow-fs-read=${dirname(file)}`);
    return ['--permission', ...network, ...readable, ...REQUIRE];
  };

  it('the preload reads the files beside it, and misses nothing else', async () => {
    expect(await run({ args: permitted(), source: CALL })).toMatchObject({ code: 0, stderr: '' });
    expect(vaultSpans()).toHaveLength(1);
    expect(receiver().metrics()).toContainEqual(
      expect.objectContaining({ name: 'azure.keyvault.client.request.duration' }),
    );
  });

  it('it says what an exit without a child loses', async () => {
    const result = await run({ args: permitted(), source: `${CALL} process.exit(4);` });
    expect(result.code).toBe(4);
    expect(result.stderr.trim().split('\n')).toEqual([expect.stringContaining('--allow-child-process')]);
  });
});

describe('switched off, the preload does nothing', () => {
  it.each([
    ['OTEL_SDK_DISABLED', 'true'],
    ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'dns, keyvault'],
  ])('by %s=%s', async (name, value) => {
    const result = await run({ source: `${CALL} console.log(${REGISTRY});`, env: { [name]: value } });
    expect(result).toMatchObject({ code: 0, stdout: '[]\n', stderr: '' });
    expect(receiver().requests).toEqual([]);
  });
});

describe('a wrong value gives one line and the default', () => {
  it.each([
    ['KEYVAULT_OTEL_HTTP', 'everything'],
    ['KEYVAULT_OTEL_EXIT_TIMEOUT', 'soon'],
    ['KEYVAULT_OTEL_IDENTITY', 'some'],
    ['OTEL_TRACES_EXPORTER', 'jaeger'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'thrift'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_BSP_SCHEDULE_DELAY', '-1'],
    ['OTEL_METRIC_EXPORT_INTERVAL', 'minute'],
  ])('for %s=%s', async (name, value) => {
    const result = await run({ source: CALL, env: { [name]: value } });
    expect(result.code).toBe(0);
    expect(result.stderr.trim().split('\n')).toEqual([expect.stringContaining(name)]);
    expect(vaultSpans()).toHaveLength(1);
  });

  it('for an endpoint that gRPC cannot take, of which nothing can be sent', async () => {
    const env = { ...receiver().env('grpc'), OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:99999' };
    const result = await run({ source: CALL, env });
    expect(result.code).toBe(0);
    expect(result.stderr.trim().split('\n')).toEqual([expect.stringContaining('OTEL_EXPORTER_OTLP_ENDPOINT')]);
  });

  it.each(['http/protobuf', 'http/json', 'grpc'] as const)('for headers that %s cannot send', async (protocol) => {
    const headers = 'x-team=blue,x key=S3cr3t-Part,x-line=S3cr3t%0APart,Connection=close';
    const env = { ...receiver().env(protocol), OTEL_EXPORTER_OTLP_HEADERS: headers };
    const result = await run({ source: CALL, env });
    expect(result.code).toBe(0);
    expect(result.stderr).not.toContain('S3cr3t');
    expect(result.stderr.trim().split('\n')).toEqual([
      expect.stringContaining('OTEL_EXPORTER_OTLP_HEADERS: 3 left out'),
    ]);
    expect(vaultSpans()).toHaveLength(1);
    expect(receiver().requests[0]?.headers).toMatchObject({ 'x-team': 'blue' });
  });

  it('for a KEYVAULT_OTEL variable even without a call to a vault', async () => {
    const { stderr } = await run({ source: `console.log(${REGISTRY});`, env: { KEYVAULT_OTEL_HTTP: 'x' } });
    expect(stderr).toContain('KEYVAULT_OTEL_HTTP');
  });

  it('but nothing where the log level says so', async () => {
    const env = { KEYVAULT_OTEL_HTTP: 'x', OTEL_TRACES_EXPORTER: 'x', OTEL_LOG_LEVEL: 'none' };
    expect(await run({ source: CALL, env })).toMatchObject({ stderr: '' });
    expect(vaultSpans()).toHaveLength(1);
  });
});

describe('the standard variables', () => {
  it.each(['vault', 'all'])('make the SDK tell what it does, where they say so, with HTTP=%s', async (http) => {
    const { stderr } = await run({ source: CALL, env: { KEYVAULT_OTEL_HTTP: http, OTEL_LOG_LEVEL: 'debug' } });
    expect(stderr).toContain('items to be sent');
  });

  it('choose exporters for each signal', async () => {
    await run({ source: CALL, env: { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' } });
    expect(new Set(receiver().requests.map(({ signal }) => signal))).toEqual(new Set(['metrics']));
  });

  it.each(['', 'process.exit();'])('send to the console, also at the end: %j', async (end) => {
    const env = { OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'console', OTEL_LOGS_EXPORTER: 'console' };
    const { stdout } = await run({
      source: `${CALL} await new Promise((resolve) => setTimeout(resolve, 50)); ${end}`,
      env,
    });
    expect(stdout).toContain('azure.keyvault.operation.name');
    expect(stdout).toContain('azure.keyvault.client.request.duration');
    expect(stdout).toContain('azure.keyvault.client.request.failed');
    expect(receiver().requests).toEqual([]);
  });

  it('set resource, headers, sampler and propagators', async () => {
    const env = {
      OTEL_SERVICE_NAME: 'shop',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=blue',
      OTEL_PROPAGATORS: 'none',
    };
    await run({ source: CALL, env });
    expect(vaultSpans()[0]?.resource).toMatchObject({
      'service.name': 'shop',
      'deployment.environment.name': 'test',
      'telemetry.sdk.language': 'nodejs',
    });
    expect(receiver().requests[0]?.headers).toMatchObject({ 'x-team': 'blue' });
    expect(fake().requests[0]?.traceparent).toBeUndefined();
    receiver().reset();
    await run({ source: CALL, env: { OTEL_TRACES_SAMPLER: 'always_off' } });
    expect(new Set(receiver().requests.map(({ signal }) => signal))).toEqual(new Set(['metrics', 'logs']));
  });
});

describe('of the program, the preload', () => {
  it('keeps nothing that was stored for a request longer than the request', async () => {
    const source = `const { AsyncLocalStorage } = await import('node:async_hooks');
      const https = (await import('node:https')).default;
      const storage = new AsyncLocalStorage();
      const agent = new https.Agent({ keepAlive: false });
      const stores = [];
      const call = (path) => new Promise((resolve) => setTimeout(() => {
        const store = { path };
        stores.push(new WeakRef(store));
        storage.run(store, () => https.get('https://contoso.vault.azure.net/secrets/' + path + '?api-version=7.6',
          { agent }, (response) => response.resume().on('end', resolve)));
      }, 1));
      // Node itself keeps what was there when the first connection was made.
      await new Promise((resolve) => https.get('https://127.0.0.1:9/').on('error', resolve));
      await call('one');
      // A 429 waits for the request that follows it.
      await call('throttled');
      await call('two');
      for (let turn = 0; turn < 10; turn += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        gc();
      }
      console.log(stores.map((store) => store.deref()?.path ?? 'gone').join());`;
    const env = { OTEL_BSP_SCHEDULE_DELAY: '20', OTEL_BLRP_SCHEDULE_DELAY: '20' };
    for (const args of [['--expose-gc'], ['--expose-gc', ...REQUIRE]]) {
      expect(await run({ args, source, env })).toMatchObject({ stdout: 'gone,gone,gone\n', stderr: '' });
    }
  });

  it('takes nothing from Math.random', async () => {
    const source = `${CALL} console.log(Math.random(), Math.random());`;
    const untouched = await run({ args: ['--random-seed=42'], source });
    expect(await run({ args: ['--random-seed=42', ...REQUIRE], source })).toEqual(untouched);
    expect(vaultSpans()).toHaveLength(1);
  });

  it.runIf(existsSync('/dev/full'))('writes no line that could end it where standard error is full', async () => {
    const source = `import { closeSync, openSync } from 'node:fs';
      closeSync(2);
      if (openSync('/dev/full', 'w') !== 2) throw new Error('not standard error');
      ${CALL}
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      console.log('done');
      process.exitCode = 5;`;
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_TIMEOUT: '100' };
    const often = { OTEL_BSP_SCHEDULE_DELAY: '20', OTEL_BLRP_SCHEDULE_DELAY: '20' };
    expect(await run({ source, env: { ...env, ...often } })).toMatchObject({ code: 5, stdout: 'done\n' });
  });

  it('gets no warning of an export', async () => {
    receiver().setFault({ status: 503, headers: { 'retry-after': '0' }, times: 1 });
    const source = `process.on('warning', ({ name }) => console.log(name)); ${CALL}`;
    const result = await run({ source, env: { OTEL_EXPORTER_OTLP_TIMEOUT: '3000000000' } });
    expect(result).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(vaultSpans()).toHaveLength(1);
  });

  it('gets none by gRPC to an address either', async () => {
    const endpoint = receiver().env('grpc')['OTEL_EXPORTER_OTLP_ENDPOINT']?.replace('http:', 'https:') ?? '';
    const env = { ...receiver().env('grpc'), OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: '20' };
    const source = `${CALL} await new Promise((resolve) => setTimeout(resolve, 500));`;
    const { code, stderr } = await run({ args: ['--throw-deprecation', ...REQUIRE], source, env });
    expect(code).toBe(0);
    expect(stderr).not.toContain('DEP0123');
  });

  it('is left alone in a Node that is too old, and told so', async () => {
    const old = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.14.0' } });`;
    const result = await run({ args: ['--import', old, ...IMPORT], source: `${CALL} console.log(${REGISTRY});` });
    expect(result).toMatchObject({ code: 0, stdout: '[]\n' });
    expect(result.stderr).toMatch(/^keyvault-otel: needs Node 22\.15 or later; nothing is observed in this v[\d.]+\n$/);
    expect(
      await run({ args: ['--import', old, ...IMPORT], source: CALL, env: { OTEL_LOG_LEVEL: 'none' } }),
    ).toMatchObject({
      stderr: '',
    });
    expect(receiver().requests).toEqual([]);
  });

  it('uses no timers but those of the start', async () => {
    const source = `const timers = (await import('node:timers')).default;
      const names = ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'];
      for (const name of names) {
        const own = globalThis[name];
        globalThis[name] = timers[name] = (...given) => {
          if (new Error('').stack.includes('agent-') || new Error('').stack.includes('register')) console.log(name);
          return own(...given);
        };
      }
      ${CALL}`;
    expect(await run({ source })).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(vaultSpans()).toHaveLength(1);
  });
});

describe('the version of the OpenTelemetry API', () => {
  it('is that of the copy that the preload is built with', () => {
    const { resolve } = createRequire(import.meta.url);
    const manifest: unknown = JSON.parse(
      readFileSync(join(dirname(resolve('@opentelemetry/api')), '../package.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({ name: '@opentelemetry/api', version: API_VERSION });
  });
});
