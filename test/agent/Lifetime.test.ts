// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION } from '../../src/semconv.ts';
import { CALL, REQUIRE, signalWhenReady, usePreload } from './preloaded.ts';
import { unansweredPort } from './unansweredPort.ts';

const { receiver, run, vaultSpans } = usePreload();

/** What of one call is at the collector. */
const arrived = () => ({
  spans: vaultSpans().length,
  metrics: receiver()
    .metrics()
    .filter(({ name }) => name === METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION)
    .reduce((sum, { count }) => sum + (count ?? 0), 0),
  logs: receiver().logs().length,
});
const EVERYTHING = { spans: 1, metrics: 1, logs: 1 };
/** One that waits for nothing. */
const ANSWERED = `await fetch('https://contoso.vault.azure.net/secrets/one?api-version=7.6',
  { headers: { authorization: 'Bearer none' } }).then((r) => r.text());`;
/** What is sent all the same waits for no child. */
const NO_CHILD = `process.getBuiltinModule('node:child_process').spawnSync = () => { throw new Error('a child'); };`;
/** In a worker, to write there would begin something new each time. */
const COUNTS = `let count = 0; process.on('beforeExit', () => { count += 1; }); process.on('exit', () => console.log(count));`;
const SERVER = `(await import('node:http')).createServer().listen(0, () => console.log('ready'));`;

describe('the last telemetry arrives, and nothing changes for the program', () => {
  it('at a normal end', async () => {
    const result = await run({ source: `${CALL} console.log('done');` });
    expect(result).toMatchObject({ code: 0, stdout: 'done\n', stderr: '' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('at a normal end with an exit code', async () => {
    const result = await run({ source: `${CALL} process.exitCode = 7;` });
    expect(result).toMatchObject({ code: 7, stderr: '' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('at a normal end where the program listens to beforeExit, which is called as often as without us', async () => {
    const result = await run({ source: `process.on('beforeExit', () => console.log('before')); ${CALL}` });
    expect(result).toMatchObject({ code: 0, stdout: 'before\n', stderr: '' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('when beforeExit starts more work', async () => {
    const result = await run({
      source: `${CALL} process.once('beforeExit', async () => { ${CALL} console.log('more'); });`,
    });
    expect(result).toMatchObject({ code: 0, stdout: 'more\n', stderr: '' });
    expect(arrived()).toEqual({ spans: 2, metrics: 2, logs: 2 });
  });

  it('at process.exit()', async () => {
    const result = await run({ source: `${CALL} console.log('bye'); process.exit(3);` });
    expect(result).toMatchObject({ code: 3, stdout: 'bye\n', stderr: '' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it.each(['http/json', 'grpc'] as const)('at process.exit() by %s', async (protocol) => {
    const result = await run({ source: `${CALL} process.exit(3);`, env: receiver().env(protocol) });
    expect(result).toMatchObject({ code: 3, stderr: '' });
    expect(arrived()).toEqual(EVERYTHING);
    expect(new Set(receiver().requests.map((request) => request.protocol))).toEqual(new Set([protocol]));
  });

  it('at process.exit() of a Node with options whose value is a word of its own', async () => {
    const args = ['--dns-result-order', 'ipv4first', '--tls-cipher-list', 'DEFAULT', ...REQUIRE];
    expect(await run({ args, source: `${CALL} process.exit(3);` })).toMatchObject({ code: 3, stderr: '' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('at process.exit() of a program that has changed its environment, to where the first was sent', async () => {
    const source = `${CALL} process.env.OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:9'; delete process.env.OTEL_EXPORTER_OTLP_PROTOCOL; process.exit(3);`;
    expect(await run({ source })).toMatchObject({ code: 3, stderr: '' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('at process.exit() with metrics as increments', async () => {
    const env = { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' };
    expect(await run({ source: `${CALL} process.exit(3);`, env })).toMatchObject({ code: 3, stderr: '' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('at process.exit() of a program whose callback for a metric throws: the rest', async () => {
    const source = `const { metrics } = await import('@opentelemetry/api');
      ${CALL}
      const meter = metrics.getMeter('own');
      meter.createObservableGauge('bad').addCallback(() => { throw new Error('s3cr3t'); });
      const good = meter.createObservableGauge('good');
      meter.addBatchObservableCallback((result) => result.observe(good, 7), [good]);
      process.exit(3);`;
    const { code, stderr } = await run({ source });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^keyvault-otel: a callback of the program that observes a metric failed/);
    expect(stderr).not.toContain('s3cr3t');
    expect(arrived()).toEqual(EVERYTHING);
    expect(
      receiver()
        .metrics()
        .map(({ name }) => name),
    ).toContain('good');
  });

  it.each([
    ['goes down', 'createUpDownCounter', '-9'],
    ['is no number', 'createCounter', 'Number.NaN'],
  ])('at process.exit() when a metric of the program %s', async (_what, create, value) => {
    const wait = 'await new Promise((resolve) => setTimeout(resolve, 400));';
    const source = `const { metrics } = await import('@opentelemetry/api');
      ${CALL}
      const own = metrics.getMeter('own').${create}('own');
      own.add(10);
      ${wait}
      own.add(${value});
      ${CALL}
      process.exit(3);`;
    const env = { OTEL_METRIC_EXPORT_INTERVAL: '300', OTEL_METRIC_EXPORT_TIMEOUT: '300' };
    expect(await run({ source, env })).toMatchObject({ code: 3 });
    const counts = receiver()
      .metrics()
      .filter(({ name }) => name === METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION)
      .map(({ count }) => count ?? 0);
    expect(Math.max(...counts)).toBe(2);
  });

  it('at a normal end, of more batches than an exporter takes at once', async () => {
    receiver().setFault({ delayMs: 50 });
    const env = { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2', KEYVAULT_OTEL_EXIT_TIMEOUT: '10000' };
    const source = `await Promise.all(Array.from({ length: 100 }, async () => { ${CALL} }));`;
    expect(await run({ source, env })).toMatchObject({ code: 0, stderr: '' });
    expect(vaultSpans()).toHaveLength(100);
  });

  it('over few connections, however small the batches are', async () => {
    receiver().setFault({ delayMs: 50 });
    const env = { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1', KEYVAULT_OTEL_EXIT_TIMEOUT: '10000' };
    const source = `await Promise.all(Array.from({ length: 200 }, async () => { ${CALL} }));`;
    expect(await run({ source, env })).toMatchObject({ code: 0, stderr: '' });
    expect(vaultSpans()).toHaveLength(200);
    expect(receiver().peakConnections).toBeLessThanOrEqual(66);
  });

  it('at process.exit() by gRPC, in requests of a size that a collector takes', async () => {
    // At once, so that none of the first batches is on its way.
    const source = `${CALL} const tracer = (await import('@opentelemetry/api')).trace.getTracer('of the program');
      for (let index = 0; index < 600; index += 1) tracer.startSpan('one').end(); process.exit(3);`;
    const once = { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2000', OTEL_BSP_SCHEDULE_DELAY: '60000' };
    const env = { ...receiver().env('grpc'), ...once, KEYVAULT_OTEL_EXIT_TIMEOUT: '10000' };
    expect(await run({ source, env })).toMatchObject({ code: 3, stderr: '' });
    expect(receiver().spans()).toHaveLength(1 + 600);
    expect(receiver().requests.filter(({ signal }) => signal === 'traces')).toHaveLength(2);
  });

  it('at an uncaught exception', async () => {
    const result = await run({ source: `${CALL} setTimeout(() => { throw new Error('boom'); });` });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('Error: boom');
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('at an unhandled rejection', async () => {
    const result = await run({ source: `${CALL} void Promise.reject(new Error('boom'));` });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('Error: boom');
    expect(arrived()).toEqual(EVERYTHING);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('at %s of a server without a handler, which ends by it', async (signal) => {
    const result = await run({ source: `${CALL} ${SERVER}`, ...signalWhenReady(signal) });
    expect(result).toMatchObject({ signal, code: null, stderr: '' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('at %s with a handler that exits', async (signal) => {
    const result = await run({
      source: `process.on('${signal}', () => process.exit(42)); ${CALL} ${SERVER}`,
      ...signalWhenReady(signal),
    });
    expect(result).toMatchObject({ signal: null, code: 42, stderr: '' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('of a program that emits a signal itself, which goes on, and ends by one that comes later', async () => {
    const result = await run({
      source: `${CALL} process.emit('SIGTERM'); await new Promise(setImmediate); console.log('alive');
        setInterval(() => {}, 1000); process.kill(process.pid, 'SIGTERM');`,
    });
    expect(result).toMatchObject({ signal: 'SIGTERM', stdout: 'alive\n' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('at SIGTERM with a handler for once that closes the server', async () => {
    const result = await run({
      source: `${CALL} const server = (await import('node:http')).createServer();
        process.once('SIGTERM', () => setTimeout(() => { console.log('closing'); server.close(); }, 300));
        server.listen(0, () => console.log('ready'));`,
      ...signalWhenReady('SIGTERM'),
    });
    expect(result).toMatchObject({ signal: null, code: 0, stdout: 'ready\nclosing\n' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('at SIGTERM that is handled in the middle of a handshake, which is none that fails', async () => {
    const result = await run({
      source: `process.once('SIGTERM', () => {}); ${CALL}
        process.kill(process.pid, 'SIGTERM');
        await new Promise((resolve) => setTimeout(resolve, 300));
        await fetch('https://contoso.vault.azure.net/secrets/one?api-version=7.6',
          { headers: { authorization: 'Bearer none' } }).then((r) => r.text());`,
    });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const causes = receiver()
      .metrics()
      .map(({ attributes }) => attributes['azure.keyvault.failure.cause']);
    expect(causes).toContain('auth_challenge');
    expect(causes).not.toContain('token_missing');
    expect(
      receiver()
        .logs()
        .filter(({ body }) => String(body).includes('token_missing')),
    ).toEqual([]);
  });

  it.each([
    ['a normal end', ''],
    ['process.exit()', 'process.exit();'],
  ])('at %s after a SIGTERM that the program handled, of its own metrics too', async (_which, end) => {
    const result = await run({
      source: `process.once('SIGTERM', () => {}); ${ANSWERED}
        const { metrics } = await import('@opentelemetry/api');
        const jobs = metrics.getMeter('own').createCounter('jobs');
        jobs.add(1);
        process.kill(process.pid, 'SIGTERM');
        await new Promise((resolve) => setTimeout(resolve, 300));
        jobs.add(41); ${end}`,
    });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const jobs = receiver()
      .metrics()
      .filter(({ name }) => name === 'jobs');
    expect(jobs.map(({ value }) => value)).toEqual([42]);
  });

  it('at a signal that the program sends itself again when it has handled it', async () => {
    const result = await run({
      source: `const drain = async () => {
          await new Promise((resolve) => setTimeout(resolve, 300));
          ${CALL}
          process.removeListener('SIGTERM', drain);
          process.kill(process.pid, 'SIGTERM');
        };
        process.on('SIGTERM', drain); ${CALL} ${SERVER}`,
      ...signalWhenReady('SIGTERM'),
    });
    expect(result).toMatchObject({ signal: 'SIGTERM', code: null, stderr: '' });
    expect(arrived()).toMatchObject({ spans: 2, metrics: 2 });
  });

  it('at process.exit() while the flush of a handled signal is not answered', async () => {
    receiver().setFault({ hang: true, times: 2 });
    const result = await run({
      source: `process.once('SIGTERM', () => setTimeout(() => process.exit(0), 300)); ${ANSWERED} ${SERVER}`,
      ...signalWhenReady('SIGTERM'),
    });
    expect(result).toMatchObject({ signal: null, code: 0, stderr: '' });
    expect(arrived()).toMatchObject({ spans: 1, metrics: 1 });
  });

  it.each([
    ['by itself, without a child', NO_CHILD, '', 0],
    ['by itself, where it listens to beforeExit', COUNTS, '1\n', 0],
    ['at process.exit()', `process.on('exit', () => console.log('bye'));`, 'bye\n', 4],
  ])('of a worker thread that ends %s', async (_how, before, said, code) => {
    const source = `${before} (async () => { ${CALL} ${code === 0 ? '' : `process.exit(${code});`} })()`;
    const result = await run({
      source: `const { Worker } = await import('node:worker_threads');
        new Worker(${JSON.stringify(source)}, { eval: true }).on('exit', (code) => console.log('exit', code));`,
    });
    expect(result).toMatchObject({ code: 0, stdout: `${said}exit ${code}\n`, stderr: '' });
    expect(arrived()).toEqual(EVERYTHING);
  });
});

describe('the end is bounded', () => {
  const DOWN = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', KEYVAULT_OTEL_EXIT_TIMEOUT: '300' };
  // Retries of the exporters go on for ten seconds and more; a program that waits for them is killed before.
  const timeoutMs = 7_000;

  it.each([
    ['a normal end', 'process.exitCode = 5;', 5],
    ['process.exit()', 'process.exit(6);', 6],
  ])('at %s while the collector is down', async (_end, end, code) => {
    const result = await run({ source: `${CALL} ${end}`, env: DOWN, timeoutMs });
    expect(result).toMatchObject({ code, timedOut: false });
    expect(result.stderr.match(/the last telemetry, or a part of it, could not be sent/g)).toHaveLength(1);
  });

  it.each([
    ['a normal end', '', 0, undefined],
    ['process.exit()', 'process.exit(6);', 6, undefined],
    ['SIGTERM', SERVER, null, 'SIGTERM'],
  ] as const)('at %s, and waits for no collector that is not there', async (_end, end, code, signal) => {
    const env = { ...DOWN, KEYVAULT_OTEL_EXIT_TIMEOUT: '60000' };
    const ending = signal === undefined ? {} : signalWhenReady(signal);
    const result = await run({ source: `${CALL} ${end}`, env, timeoutMs, ...ending });
    expect(result).toMatchObject({ code, timedOut: false });
    expect(result.stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^keyvault-otel: the last .* lost: .*ECONNREFUSED.*; is there a collector/),
    ]);
  });

  it('and of many worker threads it is said about once', async () => {
    const worker = JSON.stringify(`(async () => { ${CALL} })()`);
    const source = `const { Worker } = await import('node:worker_threads');
      for (let count = 0; count < 6; count += 1)
        await new Promise((done) => new Worker(${worker}, { eval: true }).on('exit', done));`;
    const { stderr, code } = await run({ source, env: { ...DOWN, KEYVAULT_OTEL_EXIT_TIMEOUT: '60000' } });
    expect(code).toBe(0);
    // The first worker starts before there is something to share.
    expect(stderr.match(/the last telemetry/g)?.length).toBeOneOf([1, 2]);
  });

  it('also where the program handles the signal, and a flush is under way when it has nothing left to do', async () => {
    const env = { ...DOWN, KEYVAULT_OTEL_EXIT_TIMEOUT: '60000' };
    const source = `${CALL} const timer = setInterval(() => {}, 1_000);
      process.on('SIGTERM', () => clearInterval(timer)); console.log('ready');`;
    const result = await run({ source, env, timeoutMs, ...signalWhenReady('SIGTERM') });
    expect(result).toMatchObject({ code: 0, timedOut: false });
    expect(result.stderr.match(/ECONNREFUSED/g)).toHaveLength(1);
  });

  it('and says that sums, which were kept until then, are lost', async () => {
    const env = { ...DOWN, OTEL_EXPORTER_OTLP_TIMEOUT: '100', OTEL_METRIC_EXPORT_INTERVAL: '200' };
    const none = { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
    const wait = 'await new Promise((resolve) => setTimeout(resolve, 700));';
    const { stderr } = await run({ source: `${ANSWERED} ${wait}`, env: { ...env, ...none }, timeoutMs });
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/sending metrics failed.*They are kept/),
      expect.stringMatching(/the last telemetry.* lost: .*ECONNREFUSED/),
    ]);
  });

  it('and keeps to the wait that a collector asks for', async () => {
    receiver().setFault({ status: 503, headers: { 'retry-after': '60' } });
    await run({ source: CALL, env: { KEYVAULT_OTEL_EXIT_TIMEOUT: '3000' }, timeoutMs });
    await run({ source: `${CALL} process.exit();`, env: { KEYVAULT_OTEL_EXIT_TIMEOUT: '3000' }, timeoutMs });
    expect(receiver().requests.filter(({ signal }) => signal === 'traces')).toHaveLength(2);
  });

  it('at SIGTERM, and what waits to be tried again is tried at once', async () => {
    receiver().setFault({ status: 503, headers: { 'retry-after': '3600' }, times: 1, signals: ['traces'] });
    const env = {
      OTEL_EXPORTER_OTLP_TIMEOUT: '7200000',
      OTEL_BSP_SCHEDULE_DELAY: '10',
      KEYVAULT_OTEL_EXIT_TIMEOUT: '60000',
    };
    const source = `${CALL} setTimeout(() => console.log('ready'), 300); setInterval(() => {}, 1_000);`;
    const result = await run({ source, env, timeoutMs, ...signalWhenReady('SIGTERM') });
    expect(result).toMatchObject({ signal: 'SIGTERM', timedOut: false });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('at SIGTERM where the program has replaced process.kill', async () => {
    const source = `process.kill = () => console.log('not me'); ${CALL} ${SERVER}`;
    const result = await run({ source, ...signalWhenReady('SIGTERM') });
    expect(result).toMatchObject({ signal: 'SIGTERM', stdout: 'ready\n' });
  });

  it('at process.exit() where no child can be started, which is said', async () => {
    const source = `${CALL} for (let i = 0; i < 40; i += 1) process.env['LARGE_' + i] = 'x'.repeat(100_000); process.exit(6);`;
    const { code, stderr } = await run({ source });
    expect(code).toBe(6);
    expect(stderr).toMatch(/^keyvault-otel: the last telemetry is lost: the child .*E2BIG\)\n$/);
  });

  it('at SIGTERM while the collector is down', async () => {
    const result = await run({ source: `${CALL} ${SERVER}`, env: DOWN, timeoutMs, ...signalWhenReady('SIGTERM') });
    expect(result).toMatchObject({ signal: 'SIGTERM', timedOut: false });
  });

  it('where no child can start in time, and says that it is not the collector', async () => {
    const result = await run({
      source: `${CALL} process.exit(6);`,
      env: { KEYVAULT_OTEL_EXIT_TIMEOUT: '1' },
      timeoutMs,
    });
    expect(result).toMatchObject({ code: 6, timedOut: false });
    expect(result.stderr).toContain('the child that sends it had not started after 1 ms');
    expect(result.stderr).not.toContain('is there a collector');
  });

  it.each([
    ['a normal end', '', 0],
    ['process.exit()', 'process.exit(6);', 6],
  ])('at %s while the collector never answers', async (_end, end, code) => {
    receiver().setFault({ hang: true });
    const env = { KEYVAULT_OTEL_EXIT_TIMEOUT: '300' };
    expect(await run({ source: `${CALL} ${end}`, env, timeoutMs })).toMatchObject({ code, timedOut: false });
  });

  it.each([
    ['is down', () => DOWN],
    ['never answers', () => ({ KEYVAULT_OTEL_EXIT_TIMEOUT: '300' })],
    ['never answers by gRPC', () => ({ ...receiver().env('grpc'), KEYVAULT_OTEL_EXIT_TIMEOUT: '300' })],
  ])('also when an export was under way before, to a collector that %s', async (_state, environment) => {
    receiver().setFault({ hang: true });
    const wait = 'await new Promise((resolve) => setTimeout(resolve, 300));';
    const often = { OTEL_BSP_SCHEDULE_DELAY: '50', OTEL_BLRP_SCHEDULE_DELAY: '50', OTEL_METRIC_EXPORT_INTERVAL: '50' };
    const result = await run({ source: `${CALL} ${wait}`, env: { ...often, ...environment() }, timeoutMs });
    expect(result).toMatchObject({ code: 0, timedOut: false });
  });

  it('at an end in the middle of an await that never ends, which Node tells by a code of its own', async () => {
    receiver().setFault({ hang: true });
    const env = { KEYVAULT_OTEL_EXIT_TIMEOUT: '300' };
    const result = await run({ source: `${CALL} await new Promise(() => {});`, env, timeoutMs });
    expect(result).toMatchObject({ code: 13, timedOut: false });
    expect(result.stderr).toContain('unsettled top-level await');
  });

  it('where a connection is neither made nor refused, also when process.exit is replaced by one that throws', async () => {
    const { port, close } = await unansweredPort();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, KEYVAULT_OTEL_EXIT_TIMEOUT: '300' };
    try {
      const source = `process.exit = () => { console.log('called'); throw new Error('exit'); }; ${CALL} console.log('end');`;
      expect(await run({ source, env, timeoutMs })).toMatchObject({ code: 0, stdout: 'end\n', timedOut: false });
    } finally {
      close();
    }
  });

  it.each([
    ['http/protobuf', 'a normal end', '', 0],
    ['grpc', 'a normal end', '', 0],
    ['http/protobuf', 'an await that never ends', 'await new Promise(() => {});', 13],
  ])('where an export by %s looks for its collector since before %s', async (protocol, _end, end, code) => {
    const { port, close } = await unansweredPort();
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      KEYVAULT_OTEL_EXIT_TIMEOUT: '300',
    };
    try {
      const source = `${CALL} await new Promise((done) => setTimeout(done, 500)); console.log('end'); ${end}`;
      expect(await run({ source, env, timeoutMs })).toMatchObject({ code, stdout: 'end\n', timedOut: false });
    } finally {
      close();
    }
  });

  it('by a child with the network options of NODE_OPTIONS, whatever is in quotes beside them', async () => {
    const source = `const { spawnSync } = process.getBuiltinModule('node:child_process');
      process.getBuiltinModule('node:child_process').spawnSync = (program, args, options) => {
        console.log(options.env.NODE_OPTIONS);
        return spawnSync(program, args, options);
      };
      ${CALL} process.exit();`;
    const options = '--use-openssl-ca "--title=--use-bundled-ca \\" x" --dns-result-order=ipv4first';
    const result = await run({ source, env: { NODE_OPTIONS: options } });
    expect(result).toMatchObject({ code: 0, stdout: '--use-openssl-ca --dns-result-order=ipv4first\n' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('when something begins while the last telemetry waits, which goes on', async () => {
    receiver().setFault({ hang: true });
    const env = { KEYVAULT_OTEL_EXIT_TIMEOUT: '600' };
    const source = `${CALL} setTimeout(() => setTimeout(() => console.log('went on'), 1_000), 300).unref();`;
    expect(await run({ source, env, timeoutMs })).toMatchObject({ code: 0, stdout: 'went on\n', timedOut: false });
  });

  it('by gRPC', async () => {
    receiver().setFault({ hang: true });
    const env = { ...receiver().env('grpc'), KEYVAULT_OTEL_EXIT_TIMEOUT: '300' };
    expect(await run({ source: CALL, env, timeoutMs })).toMatchObject({ code: 0, timedOut: false });
  });

  it('at SIGTERM with a handler that closes the server while the collector is down', async () => {
    const result = await run({
      source: `${CALL} const server = (await import('node:http')).createServer();
        process.once('SIGTERM', () => server.close()); server.listen(0, () => console.log('ready'));`,
      env: DOWN,
      timeoutMs,
      ...signalWhenReady('SIGTERM'),
    });
    expect(result).toMatchObject({ code: 0, timedOut: false });
  });

  it('by sending nothing when the time is 0', async () => {
    const result = await run({ source: CALL, env: { KEYVAULT_OTEL_EXIT_TIMEOUT: '0' } });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(receiver().requests).toEqual([]);
  });

  it.each([
    ['http/protobuf', 413],
    ['grpc', 400],
  ] as const)('says at process.exit() why sending by %s failed', async (protocol, status) => {
    receiver().setFault({ status });
    const result = await run({ source: `${CALL} process.exit(6);`, env: receiver().env(protocol) });
    expect(result.code).toBe(6);
    expect(result.stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^keyvault-otel: the last telemetry, or a part of it, could not be sent and is lost: .*(?:Payload Too Large|INVALID_ARGUMENT)/,
      ),
    ]);
  });

  it('says once that sending failed', async () => {
    const env = {
      ...DOWN,
      OTEL_EXPORTER_OTLP_TIMEOUT: '100',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_METRICS_EXPORTER: 'none',
    };
    const wait = 'await new Promise((resolve) => setTimeout(resolve, 400));';
    const { stderr } = await run({
      source: `${CALL} ${wait} ${CALL} ${wait}`,
      env: { ...env, OTEL_LOGS_EXPORTER: 'none' },
    });
    expect(stderr.match(/sending traces failed/g)).toHaveLength(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('no other process is started', () => {
  const WATCH = `const childProcess = (await import('node:child_process')).default;
    const { spawnSync } = childProcess;
    childProcess.spawnSync = (...args) => { console.log('started'); return spawnSync(...args); };`;

  it('by a single executable, of which a child would be the program again: it is told what is lost', async () => {
    const { stdout, stderr } = await run({ source: `process.pkg = {}; ${WATCH} ${CALL} process.exit(0);` });
    expect(stdout).toBe('');
    expect(stderr).toContain('single executable');
  });

  it('by a program without calls to a vault', async () => {
    expect(await run({ source: `${WATCH} process.exit(0);` })).toMatchObject({ stdout: '', stderr: '' });
    expect(receiver().requests).toEqual([]);
  });

  it('for what changes by itself after a flush', async () => {
    const source = `const { metrics } = await import('@opentelemetry/api');
      ${WATCH} ${CALL}
      let reads = 0;
      const memory = metrics.getMeter('own').createObservableUpDownCounter('memory');
      memory.addCallback((result) => result.observe((reads += 1)));`;
    expect(await run({ source })).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('when everything was sent before', async () => {
    expect(await run({ source: `${WATCH} ${CALL}` })).toMatchObject({ stdout: '', stderr: '' });
    expect(arrived()).toEqual(EVERYTHING);
  });

  it('but for what is left at process.exit()', async () => {
    expect(await run({ source: `${WATCH} ${CALL} process.exit();` })).toMatchObject({ stdout: 'started\n' });
  });
});
