// SPDX-License-Identifier: Apache-2.0
// Many requests at once, to vaults and to token endpoints, with fetch and with node:https: each to a vault of its own.
const { startSdk } = require('./sdk.cjs');
const { token } = require('./work.cjs');

const COUNT = 60;

function byHttps(url, headers) {
  // Not before the SDK has started: its HTTP instrumentation takes hold of a module when it is required.
  const https = require('node:https');
  return new Promise((resolve, reject) => {
    https
      .get(url, { headers }, (response) => response.resume().on('end', () => resolve(response.statusCode)))
      .on('error', reject);
  });
}

async function byFetch(url, headers) {
  const response = await fetch(url, { headers });
  await response.text();
  return response.status;
}

async function main() {
  const sdk = startSdk();
  const authorization = `Bearer ${await token()}`;
  const calls = Array.from({ length: COUNT }, (_, index) => {
    const send = index % 2 === 0 ? byFetch : byHttps;
    const vault = `${index % 3 === 0 ? 'rbac' : 'ok'}-${100 + index}`;
    const call = send(`https://${vault}.vault.azure.net/secrets/db-password?api-version=7.6`, { authorization });
    return index % 5 === 0 ? Promise.all([call, token()]) : call;
  });
  await Promise.all(calls);
  process.stdout.write('done\n');
  await sdk.shutdown();
}

void main();
