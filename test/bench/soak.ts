// SPDX-License-Identifier: Apache-2.0
// npm run soak [-- calls]: so many recorded calls over 10,000 hosts and 100,000 objects, with the built library.
import { KeyVaultInstrumentation } from '../../dist/index.mjs';
import { soakRun } from './soakRun.ts';

const calls = Number(process.argv[2] ?? 1_000_000);
const startedAt = performance.now();
const samples = await soakRun({
  calls,
  hosts: 10_000,
  objects: 100_000,
  visit: 20,
  sampleEvery: Math.ceil(calls / 20),
  create: () => new KeyVaultInstrumentation(),
  onSample: ({ calls: done, heap, buffers, rss, series, recorded, spans, events }) => {
    const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);
    const points = Object.values(series).reduce((sum, count) => sum + count, 0);
    console.log(
      `${done} calls: heap ${mb(heap)} MB, buffers ${mb(buffers)} MB, rss ${mb(rss)} MB, ${points} series, ${recorded} recorded, ${spans} spans, ${events} events`,
    );
  },
});
const settled = samples.slice(Math.floor(samples.length / 4));
const [first, last] = [settled[0], settled.at(-1)];
if (first !== undefined && last !== undefined) {
  const bytes = last.heap + last.buffers - first.heap - first.buffers;
  console.log(
    `${((performance.now() - startedAt) / 1000).toFixed(0)} s; ${(bytes / (last.calls - first.calls)).toFixed(3)} bytes kept for each call after the first quarter`,
  );
  console.log(JSON.stringify(last.series, undefined, 2));
}
process.exit(0);
