// SPDX-License-Identifier: Apache-2.0
// `allocation.mjs transport url count warmUp`, with --expose-gc and room for all of it: prints the bytes that each call
// allocates, those that are garbage at once too.
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendAll } from './sendAll.mjs';

/** Calls that are measured at once. A collection empties what is counted, so a part that meets one is left out. */
const PART = 50;
/** Until all collections are told of, ms. */
const TOLD = 100;

const [transport, url, count, warmUp] = process.argv.slice(2);
const collections = [];
new PerformanceObserver((list) => collections.push(...list.getEntries())).observe({ entryTypes: ['gc'] });
await sendAll(transport, url, Number(warmUp));
globalThis.gc();
const parts = [];
while (parts.length * PART < Number(count)) {
  const from = performance.now();
  const before = process.memoryUsage().heapUsed;
  await sendAll(transport, url, PART);
  const bytes = process.memoryUsage().heapUsed - before;
  parts.push({ from, to: performance.now(), bytes });
}
await sleep(TOLD);
const whole = parts.filter(({ from, to }) =>
  collections.every(({ startTime, duration }) => startTime > to || startTime + duration < from),
);
const bytes = whole.reduce((sum, part) => sum + part.bytes, 0) / (whole.length * PART);
process.stdout.write(`${bytes}\n`, () => process.exit(0));
