// SPDX-License-Identifier: Apache-2.0
// `calls.mjs transport url count warmUp`: prints the microseconds of CPU for each call after those that warm up.
import { sendAll } from './sendAll.mjs';

const [transport, url, count, warmUp] = process.argv.slice(2);
await sendAll(transport, url, Number(warmUp));
const before = process.cpuUsage();
await sendAll(transport, url, Number(count));
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${(user + system) / Number(count)}\n`, () => process.exit(0));
