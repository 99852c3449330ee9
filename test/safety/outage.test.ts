// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startRawServer } from '../bench/RawServer.ts';
import { runProgram } from '../fake-vault/runProgram.ts';
import { startOtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** How long the program runs, and how long its telemetry is refused. */
const MINUTES = 0.06;
const REFUSED_MS = 1_500;

it('goes on while its telemetry is refused, says so once for each signal, and loses no count', async () => {
  const server = await startRawServer();
  const receiver = await startOtlpReceiver();
  // 500 is no invitation to try again: every batch of this time is given up at once.
  receiver.setFault({ status: 500 });
  const { code, stdout, stderr } = await runProgram({
    args: [
      ...['--require', file('programs/mapNames.cjs'), '--require', file('../../dist/register.cjs')],
      ...[file('../bench/programs/steady.mjs'), String(server.port), '60', String(MINUTES)],
    ],
    env: {
      ...receiver.env(),
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_BLRP_SCHEDULE_DELAY: '100',
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      OTEL_METRIC_EXPORT_TIMEOUT: '1000',
    },
    onSpawn: () => setTimeout(() => receiver.setFault(undefined), REFUSED_MS),
  });
  const refused = receiver.requests.filter(({ status }) => status === 500).length;
  const counted = receiver
    .metrics()
    .filter(({ name }) => name === 'azure.keyvault.client.request.duration')
    .reduce((sum, { count = 0 }) => sum + count, 0);
  const { vaultCalls, failed } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Readonly<
    Record<string, number>
  >;
  await receiver.close();
  await server.close();

  expect({ code, failed }).toEqual({ code: 0, failed: 0 });
  expect(refused).toBeGreaterThan(3);
  expect(receiver.spans().length).toBeGreaterThan(0);
  expect(counted).toBe(vaultCalls);
  const lines = stderr.trim().split('\n');
  expect(lines.map((line) => /^keyvault-otel: sending (\w+) failed/.exec(line)?.[1]).toSorted()).toEqual([
    'logs',
    'metrics',
    'traces',
  ]);
});
