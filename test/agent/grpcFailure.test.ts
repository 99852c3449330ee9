// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Metadata } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { grpcFailure, isOutOfReach } from '../../src/agent/grpcFailure.ts';
import { sendLast } from '../../src/agent/sendLast.ts';
import { METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION } from '../../src/record/metricDefinitions.ts';
import { CALL, usePreload } from './preloaded.ts';

const failed = (code: number, message = '', metadata = new Metadata()): Error =>
  Object.assign(new Error(message), { code, metadata });

describe('grpcFailure', () => {
  it.each([1, 4, 10, 11, 14, 15])('takes code %i for one after which an export is tried again', (code) => {
    expect(grpcFailure(failed(code)).status).toBe('retryable');
  });

  it.each([2, 3, 5, 6, 7, 8, 9, 12, 13, 16])('takes code %i for the end', (code) => {
    expect(grpcFailure(failed(code)).status).toBe('failure');
  });

  it('takes a collector that is full for one to ask again where it says so', () => {
    const metadata = new Metadata();
    metadata.set(
      'grpc-status-details-bin',
      Buffer.from('\u0008\u0008\u001a\u0012type.googleapis.com/google.rpc.RetryInfo'),
    );
    expect(grpcFailure(failed(8, '', metadata)).status).toBe('retryable');
  });

  it.each([
    '14 UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED 127.0.0.1:4317',
    '14 UNAVAILABLE: No connection established. Last error: null. Resolution note:',
    '14 UNAVAILABLE: Name resolution failed for target dns:no-such-host.invalid:4317',
  ])('waits for nobody who is not there when the process ends: %s', (message) => {
    const refused = failed(14, message);
    expect(grpcFailure(refused).status).toBe('retryable');
    sendLast(true);
    expect(grpcFailure(refused).status).toBe('failure');
    sendLast(false);
  });
});

describe('isOutOfReach', () => {
  it.each<[boolean, number, string]>([
    [true, 4, 'Deadline exceeded'],
    [true, 14, 'No connection established. Last error: null.'],
    [true, 14, 'Name resolution failed for target dns:no-such-host.invalid:4317'],
    [false, 14, 'data refused due to high memory usage'],
    [false, 8, 'No connection established'],
  ])('is %s of code %i: %s', (is, code, message) => {
    expect(isOutOfReach(failed(code, message))).toBe(is);
  });
});

/** Takes connections and passes them on to another port, but for the first few, whose other end says nothing any more. */
async function startPassing({ to: port, at = 0, silent = 0 }: { to: number; at?: number; silent?: number }) {
  const sockets: Socket[] = [];
  const server = createServer((from) => {
    sockets.push(from.on('error', () => {}));
    if (sockets.length <= silent) return;
    const to = connect(port, '127.0.0.1').on('error', () => {});
    from.pipe(to).pipe(from);
    from.on('close', () => to.destroy());
  });
  server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, sockets: (): readonly Socket[] => sockets, close };
}

/** A port that refuses connections. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Calls that fail, all the time for so many seconds. */
const failing = (seconds: number): string => `
const headers = { authorization: 'Bearer made-up' };
for (let count = 0; count < ${seconds * 4}; count += 1) {
  await fetch('https://contoso.vault.azure.net/secrets/one?api-version=7.6', { headers }).then((r) => r.text());
  await new Promise((resolve) => setTimeout(resolve, 250));
}`;
const OFTEN = {
  OTEL_METRIC_EXPORT_INTERVAL: '1000',
  OTEL_METRIC_EXPORT_TIMEOUT: '1000',
  OTEL_BSP_SCHEDULE_DELAY: '200',
};

describe('by gRPC', () => {
  const { receiver, run, vaultSpans } = usePreload();

  it('what a collector refuses once is tried again, at the end too', async () => {
    receiver().setFault({ status: 503, times: 3 });
    const env = { ...receiver().env('grpc'), KEYVAULT_OTEL_EXIT_TIMEOUT: '20000' };
    expect(await run({ source: CALL, env })).toMatchObject({ code: 0, stderr: '' });
    expect(vaultSpans()).toHaveLength(1);
    expect(receiver().logs()).toHaveLength(1);
    expect(receiver().requests.length).toBeGreaterThan(3);
  });

  const portOf = (env: Readonly<Record<string, string>>): number =>
    Number(new URL(env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '').port);

  it('each signal has at most one connection after an outage, and those that were tried in it are not made later', async () => {
    const env = receiver().env('grpc');
    const at = await freePort();
    const passing = sleep(4_000).then(() => startPassing({ to: portOf(env), at }));
    const open = passing.then(async ({ sockets }) => {
      await sleep(4_000);
      return sockets().filter(({ destroyed }) => !destroyed).length;
    });
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${at}` };
    await run({ source: failing(10), env: { ...env, ...OFTEN, ...endpoint } });
    (await passing).close();
    expect(await open).toBeGreaterThan(0);
    expect(await open).toBeLessThanOrEqual(3);
    expect(receiver().spans().length).toBeGreaterThan(0);
  });

  it('a connection whose other end says nothing any more is given up for a new one', async () => {
    const env = receiver().env('grpc');
    const silencing = await startPassing({ to: portOf(env), silent: 3 });
    const result = await run({
      source: failing(5),
      env: {
        ...env,
        ...OFTEN,
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${silencing.port}`,
        OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
      },
    });
    silencing.close();
    expect(result.code).toBe(0);
    expect(silencing.sockets().length).toBeGreaterThan(3);
    const counted = receiver()
      .metrics()
      .filter(({ name }) => name === METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION);
    expect(Math.max(...counted.map(({ count }) => count ?? 0))).toBe(20);
  });
});
