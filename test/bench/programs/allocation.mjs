// SPDX-License-Identifier: Apache-2.0
// `allocation.mjs transport url count warmUp`, with --expose-gc and room for all of it: prints the bytes that each call
// allocates, those that are garbage at once too.
import { sendAll } from './sendAll.mjs';

const [transport, url, count, warmUp] = process.argv.slice(2);
await sendAll(transport, url, Number(warmUp));
globalThis.gc();
const before = process.memoryUsage().heapUsed;
await sendAll(transport, url, Number(count));
const bytes = (process.memoryUsage().heapUsed - before) / Number(count);
process.stdout.write(`${bytes}\n`, () => process.exit(0));
