// SPDX-License-Identifier: Apache-2.0
// The Azure SDK in a child that inherits NODE_OPTIONS, fetch in a child made by fork; none in this process.
const { fork, spawn } = require('node:child_process');
const { join } = require('node:path');

const end = (child) => new Promise((resolve) => child.once('exit', resolve));
const app = join(__dirname, 'app.cjs');

async function main() {
  await end(spawn(process.execPath, [app], { stdio: 'inherit', env: { ...process.env, WORK: 'azure' } }));
  await end(fork(app, { env: { ...process.env, WORK: 'fetch' } }));
}

void main();
