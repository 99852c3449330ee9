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
