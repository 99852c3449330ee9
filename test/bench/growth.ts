// SPDX-License-Identifier: Apache-2.0
import { KeyVaultInstrumentation } from '../../dist/index.mjs';
import { runProgram } from '../fake-vault/runProgram.ts';
import { startOtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';
import { MAP_NAMES, programFile, REGISTER } from './child.ts';
import { memoryInUse } from './memoryInUse.ts';
import { startRawServer } from './RawServer.ts';
import { soakRun } from './soakRun.ts';

const SIZES = [1, 100, 10_000] as const;

/** Cost and memory of so many calls over ever more vaults and objects, as rows of a table. */
export async function growth(calls: number): Promise<readonly string[]> {
  const rows = [
    '| vaults and objects | CPU of a call with its server and SDK, µs | kept after all calls, MB | kept for each further call, bytes | series |',
    '| ---: | ---: | ---: | ---: | ---: |',
  ];
  const options = { calls, visit: 20, sampleEvery: calls / 4, create: () => new KeyVaultInstrumentation() };
  // Once for what is made only once.
  await soakRun({ ...options, hosts: 1, objects: 1 });
  for (const size of SIZES) {
    const before = memoryInUse();
    const cpuBefore = process.cpuUsage();
    const samples = await soakRun({ ...options, hosts: size, objects: size });
    const { user, system } = process.cpuUsage(cpuBefore);
    const [, half, , last] = samples;
    if (half === undefined || last === undefined) continue;
    const kept = last.heap + last.buffers - before.heap - before.buffers;
    const further = (last.heap + last.buffers - half.heap - half.buffers) / (last.calls - half.calls);
    const series = Object.values(last.series).reduce((sum, count) => sum + count, 0);
    rows.push(
      `| ${size} | ${((user + system) / calls).toFixed(0)} | ${(kept / 1e6).toFixed(1)} | ${further.toFixed(1)} | ${series} |`,
    );
  }
  return rows;
}

/** Bytes of OTLP, not compressed, that the preload sends for calls of one kind, as rows of a table. */
export async function otlpBytes(count: number): Promise<readonly string[]> {
  const rows = ['| calls | OTLP for 1,000 of them, KB |', '| --- | ---: |'];
  const server = await startRawServer();
  for (const [name, status] of [
    ['successes', 200],
    ['403 with its body', 403],
  ] as const) {
    const receiver = await startOtlpReceiver();
    const url = `http://contoso.vault.azure.net:${server.port}/secrets/db?api-version=7.6&status=${status}`;
    const { code, stderr } = await runProgram({
      args: ['--require', MAP_NAMES, '--require', REGISTER, programFile('sendOnce.mjs'), 'http', url, String(count)],
      env: {
        ...receiver.env(),
        OTEL_BSP_MAX_QUEUE_SIZE: '100000',
        OTEL_BLRP_MAX_QUEUE_SIZE: '100000',
        KEYVAULT_OTEL_EXIT_TIMEOUT: '30000',
      },
      timeoutMs: 60_000,
    });
    if (code !== 0) throw new Error(stderr);
    const bytes = receiver.rawBytes().length / (count / 1_000);
    if (bytes === 0) throw new Error('nothing was sent');
    rows.push(`| ${name} | ${(bytes / 1_000).toFixed(0)} |`);
    await receiver.close();
  }
  await server.close();
  return rows;
}
