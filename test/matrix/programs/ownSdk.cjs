// SPDX-License-Identifier: Apache-2.0
// Starts the user's SDK as STARTED says: first of all, after some asynchronous work, or after a first call to a vault.
const { startSdk } = require('./sdk.cjs');

async function main() {
  const when = process.env.STARTED ?? 'first';
  if (when === 'later') await new Promise((resolve) => setTimeout(resolve, 50));
  if (when === 'after-call') await require('./work.cjs').fetchOnly(['ok-3']);
  const sdk = startSdk();
  await require('./work.cjs').work();
  await sdk.shutdown();
}

void main();
