// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runProgram } from '../fake-vault/runProgram.ts';
import { startOtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

it('keeps no token, no secret and no signed URL in memory once a request is over', { timeout: 120_000 }, async () => {
  const receiver = await startOtlpReceiver();
  const run = (preloads: readonly string[]) =>
    runProgram({
      args: [
        '--expose-gc',
        ...['programs/mapNames.cjs', ...preloads].flatMap((path) => ['--require', file(path)]),
      ].concat(file('programs/heldSecrets.cjs')),
      // All telemetry still waits to be sent.
      env: { ...receiver.env(), OTEL_BSP_SCHEDULE_DELAY: '600000', OTEL_BLRP_SCHEDULE_DELAY: '600000' },
      timeoutMs: 60_000,
    });
  const bare = await run([]);
  const observed = await run(['../../dist/register.cjs']);
  const spans = receiver.spans().length;
  await receiver.close();
  expect(spans).toBeGreaterThanOrEqual(24);
  // Node itself keeps the latest request of each of its connections.
  const heldByNode = JSON.parse(bare.stdout) as readonly string[];
  const held = JSON.parse(observed.stdout) as readonly string[];
  expect(held.filter((name) => !heldByNode.includes(name))).toEqual([]);
});
