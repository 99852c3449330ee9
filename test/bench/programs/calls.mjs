// SPDX-License-Identifier: Apache-2.0
// `calls.mjs transport url`, a forked process: for each message, a number of calls, sends them and answers with the
// microseconds of CPU for each.
import { sendAll } from './sendAll.mjs';

const [transport, url] = process.argv.slice(2);

process.on('message', async (count) => {
  const before = process.cpuUsage();
  await sendAll(transport, url, count);
  const { user, system } = process.cpuUsage(before);
  process.send((user + system) / count);
});
