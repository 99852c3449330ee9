// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { CALL, usePreload } from './preloaded.ts';

const { receiver, run, vaultSpans } = usePreload();

const SECOND_SDK = `
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const { UndiciInstrumentation } = await import('@opentelemetry/instrumentation-undici');
  const sdk = new NodeSDK({ instrumentations: [new UndiciInstrumentation()] });
  sdk.start();`;

it('an SDK that the program starts after the first call is not used, which is said once; no call has two spans', async () => {
  const result = await run({ source: `${CALL} ${SECOND_SDK} ${CALL} await sdk.shutdown();` });
  expect(result.code).toBe(0);
  expect(result.stderr.trim().split('\n')).toEqual([expect.stringContaining('Start the SDK before that call')]);
  expect(vaultSpans()).toHaveLength(2);
  expect(
    receiver()
      .spans()
      .filter(({ kind }) => kind === 'client'),
  ).toHaveLength(2);
});

it('an SDK that the program starts later has the requests to servers to itself: each has one span', async () => {
  const source = `
    const { NodeSDK } = require('@opentelemetry/sdk-node');
    const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
    const sdk = new NodeSDK({ instrumentations: [new HttpInstrumentation()] });
    sdk.start();
    const http = require('node:http');
    const server = http.createServer((request, response) => response.end()).listen(0, '127.0.0.1', () => {
      http.get({ host: '127.0.0.1', port: server.address().port, agent: false }, (response) => {
        response.resume().on('close', () => { server.close(); sdk.shutdown(); });
      });
    });`;
  const result = await run({ source, sourceType: 'commonjs', env: { KEYVAULT_OTEL_HTTP: 'all' } });
  expect(result.code).toBe(0);
  expect(
    receiver()
      .spans()
      .map(({ kind }) => kind)
      .toSorted(),
  ).toEqual(['client', 'server']);
});

it('a logger that the program sets is no SDK: requests go on to be traced', async () => {
  const source = `const { diag, DiagConsoleLogger, DiagLogLevel } = await import('@opentelemetry/api');
    const { createServer } = await import('node:http');
    const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.on('listening', resolve));
    const other = () => fetch('http://127.0.0.1:' + server.address().port).then((r) => r.text());
    await other();
    diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.ERROR);
    await other(); server.close();`;
  expect(await run({ source, env: { KEYVAULT_OTEL_HTTP: 'all' } })).toMatchObject({ code: 0, stderr: '' });
  expect(receiver().spans()).toHaveLength(4);
});

it.each([
  ['of its own', `diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.NONE);`, {}],
  ['by its variable', '', { OTEL_LOG_LEVEL: 'warn' }],
  ['by its variable, which is for errors only', '', { OTEL_LOG_LEVEL: 'error' }],
  ['by its variable, which is for nothing', '', { OTEL_LOG_LEVEL: 'none' }],
  [
    'of its own, and says nothing of it',
    `diag.setLogger(new DiagConsoleLogger(), { logLevel: DiagLogLevel.NONE, suppressOverrideMessage: true });`,
    {},
  ],
])('a second SDK is seen where a logger is set first, %s: no call has two spans', async (_how, logger, env) => {
  const source = `${CALL} const { diag, DiagConsoleLogger, DiagLogLevel } = await import('@opentelemetry/api');
    ${SECOND_SDK.replace('sdk.start()', `${logger} sdk.start()`)} ${CALL} await sdk.shutdown();`;
  expect((await run({ source, env })).code).toBe(0);
  expect(
    receiver()
      .spans()
      .filter(({ kind }) => kind === 'client'),
  ).toHaveLength(2);
});

it('a logger that the program has set gets what there is to say', async () => {
  const source = `const { diag, DiagLogLevel } = await import('@opentelemetry/api');
    const tell = (...said) => console.log(...said);
    diag.setLogger({ error: tell, warn: tell, info: tell, debug: () => {}, verbose: () => {} }, DiagLogLevel.INFO);
    ${CALL} diag.info('of the program');`;
  const result = await run({ source, env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' } });
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(result.stdout).toContain('of the program');
  expect(result.stdout).toContain('keyvault-otel: the last telemetry, or a part of it, could not be sent');
});

it('metrics that the program has registered are used, and said to be', async () => {
  const source = `const { metrics } = await import('@opentelemetry/api');
    const { MeterProvider } = await import('@opentelemetry/sdk-metrics');
    metrics.setGlobalMeterProvider(new MeterProvider());
    ${CALL}`;
  const { code, stderr } = await run({ source });
  expect(code).toBe(0);
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('registered its own "metrics"')]);
  expect(vaultSpans()).toHaveLength(1);
});
