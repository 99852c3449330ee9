// SPDX-License-Identifier: Apache-2.0
// The Azure SDK in a worker thread, fetch in the main one.
const { isMainThread, Worker } = require('node:worker_threads');
const { work } = require('./work.cjs');

async function main() {
  if (!isMainThread) return work(['azure']);
  await work(['fetch']);
  const worker = new Worker(__filename);
  await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
}

void main();
