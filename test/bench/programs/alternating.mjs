// SPDX-License-Identifier: Apache-2.0
// `alternating.mjs transport url pairs`: sends blocks of requests in turn with what is measured switched on and off; prints
// the microseconds of CPU for each call as pairs. What else the machine does meets both blocks of a pair alike.
import { sendAll } from './sendAll.mjs';

// Short, so that many blocks meet no disturbance at all.
const BLOCK = 300;
const WARM_UP = 10_000;
const [transport, url, pairs] = process.argv.slice(2);
const switched = globalThis[Symbol.for('keyvault-otel.bench')];

async function block(isOn) {
  for (const one of switched) isOn ? one.enable() : one.disable();
  // What was made for the other state is made anew.
  await sendAll(transport, url, 50);
  const before = process.cpuUsage();
  await sendAll(transport, url, BLOCK);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / BLOCK;
}

for (const isOn of [true, false]) {
  await block(isOn);
  await sendAll(transport, url, WARM_UP);
}
const results = [];
for (let pair = 0; pair < Number(pairs); pair += 1) {
  const isFirst = pair % 2 === 0;
  const one = await block(isFirst);
  const other = await block(!isFirst);
  results.push(isFirst ? [one, other] : [other, one]);
}
process.stdout.write(`${JSON.stringify(results)}\n`, () => process.exit(0));
