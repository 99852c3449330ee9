// SPDX-License-Identifier: Apache-2.0
// `calls.mjs transport url count warmUp`: sends requests over kept connections; prints the microseconds of CPU for each
// after those that warm up.
import http from 'node:http';

const [transport, url, count, warmUp] = process.argv.slice(2);
const IN_FLIGHT = 16;
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const guid = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const claims = { aud: 'https://vault.azure.net', appid: guid, oid: guid, tid: guid, exp: 4_102_444_800, idtyp: 'app' };
const token = `${part({ typ: 'JWT', alg: 'RS256' })}.${part({ ...claims, xms_pad: 'p'.repeat(600) })}.${'s'.repeat(342)}`;
const headers = {
  accept: 'application/json',
  'accept-encoding': 'gzip,deflate',
  authorization: `Bearer ${token}`,
  'user-agent': 'azsdk-js-keyvault-secrets/4.12.0 core-rest-pipeline/1.25.0 Node/24.21.0',
  'x-ms-useragent': 'azsdk-js-keyvault-secrets/4.12.0 core-rest-pipeline/1.25.0 OS/Linux',
};
const agent = new http.Agent({ keepAlive: true, maxSockets: IN_FLIGHT });

const SEND = {
  fetch: async (id) => {
    const response = await fetch(url, { headers: { ...headers, 'x-ms-client-request-id': id } });
    await response.text();
  },
  http: (id) =>
    new Promise((resolve, reject) => {
      http
        .request(url, { agent, headers: { ...headers, 'x-ms-client-request-id': id } }, (response) => {
          response.on('data', () => undefined).on('end', resolve);
        })
        .on('error', reject)
        .end();
    }),
};

async function sendAll(total) {
  let next = 0;
  const sender = async () => {
    while (next < total) {
      next += 1;
      await SEND[transport](`00000000-0000-4000-8000-${String(next).padStart(12, '0')}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
}

await sendAll(Number(warmUp));
const before = process.cpuUsage();
await sendAll(Number(count));
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${(user + system) / Number(count)}\n`, () => process.exit(0));
