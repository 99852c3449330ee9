// SPDX-License-Identifier: Apache-2.0
import { get } from 'node:http';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyVaultInstrumentation } from '../../src/KeyVaultInstrumentation.ts';
import { observedServer } from '../observe/observedServer.ts';
import { sampleToken } from '../understand/sampleToken.ts';

const HOST = 'myvault.vault.azure.net';
const ID = '00000000-0000-4000-8000-000000000001';

let server: Awaited<ReturnType<typeof observedServer>>;
beforeAll(async () => {
  server = await observedServer((request, response) => {
    const part = String(request.headers.authorization).slice(-40);
    const echo = {
      'x-ms-request-id': part,
      'x-ms-keyvault-region': part
        .toLowerCase()
        .replaceAll(/[^a-z0-9]/g, '')
        .slice(0, 30),
    };
    const own = { 'x-ms-request-id': ID, 'x-ms-keyvault-region': 'germanywestcentral' };
    const named = { 'x-ms-request-id': 'nameddb1', 'x-ms-keyvault-region': 'nameddb1' };
    const answers: Readonly<Record<string, typeof own>> = { '/secrets/echo': echo, '/secrets/nameddb1': named };
    response.writeHead(200, answers[request.url ?? ''] ?? own).end('{}');
  });
});
afterAll(() => server.close());

describe('recordVaultSpan', () => {
  it.each([
    ['a token', sampleToken()],
    ['a token that is no JWT', 'statictokenofanemulatorwithoutanysignature'],
  ])(
    'records what a vault says of itself, and nothing that repeats %s or the name of the object',
    async (_what, token) => {
      const spans = new InMemorySpanExporter();
      const instrumentation = new KeyVaultInstrumentation();
      instrumentation.setTracerProvider(
        new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
      );
      for (const path of ['/secrets/own', '/secrets/echo', '/secrets/nameddb1']) {
        const headers = { host: HOST, authorization: `Bearer ${token}` };
        await new Promise<void>((resolve, reject) => {
          get({ host: '127.0.0.1', port: server.port, path, headers }, (response) =>
            response.resume().on('end', resolve),
          ).on('error', reject);
        });
      }
      instrumentation.disable();
      const told = spans
        .getFinishedSpans()
        .map(({ attributes }) => [attributes['azure.service.request.id'], attributes['azure.keyvault.vault.region']]);
      expect(told).toEqual([
        [ID, 'germanywestcentral'],
        [undefined, undefined],
        [undefined, undefined],
      ]);
    },
  );
});
