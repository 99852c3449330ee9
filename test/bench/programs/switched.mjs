// SPDX-License-Identifier: Apache-2.0
// `switched.mjs transport url rounds`, after `otel.cjs`: sends blocks of calls, with what the mode says switched off and on in
// turn, and prints the microseconds of CPU for a call of each pair of blocks, as JSON.
import { sendAll } from './sendAll.mjs';

/** Some collections of garbage. */
const BLOCK = 1_000;
/** After each switch: what V8 has compiled for objects of Node without the mark of an observer is compiled anew. */
const BEFORE_BLOCK = 400;
const WARM_UP = 3_000;
const WARM_UPS = 4;

const [transport, url, rounds] = process.argv.slice(2);

async function costWhen(on) {
  globalThis.switchOver(on);
  await sendAll(transport, url, BEFORE_BLOCK);
  const before = process.cpuUsage();
  await sendAll(transport, url, BLOCK);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / BLOCK;
}

for (let index = 0; index < WARM_UPS; index += 1) {
  globalThis.switchOver(index % 2 === 0);
  await sendAll(transport, url, WARM_UP);
}
const pairs = [];
for (let round = 0; round < Number(rounds); round += 1) {
  // What a block leaves to be collected meets the one after it.
  const first = round % 2 === 0;
  const [one, other] = [await costWhen(first), await costWhen(!first)];
  pairs.push(first ? { off: other, on: one } : { off: one, on: other });
}
process.stdout.write(JSON.stringify(pairs), () => process.exit(0));
