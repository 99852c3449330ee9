// SPDX-License-Identifier: Apache-2.0
// Sends requests over kept connections, 16 at a time, each with an id of its own.
import { createRequire } from 'node:module';

// Required, so that instrumentations which patch what is required are in it.
const http = createRequire(import.meta.url)('node:http');

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
const keptConnections = new http.Agent({ keepAlive: true, maxSockets: IN_FLIGHT });

const SEND = {
  fetch: async (url, id) => {
    const response = await fetch(url, { headers: { ...headers, 'x-ms-client-request-id': id } });
    await response.text();
  },
  http: (url, id) =>
    new Promise((resolve, reject) => {
      http
        .request(url, { agent: keptConnections, headers: { ...headers, 'x-ms-client-request-id': id } }, (response) => {
          response.on('data', () => undefined).on('end', resolve);
        })
        .on('error', reject)
        .end();
    }),
};

let sent = 0;

export async function sendAll(transport, url, total) {
  const end = sent + total;
  const sender = async () => {
    while (sent < end) {
      sent += 1;
      await SEND[transport](url, `00000000-0000-4000-8000-${String(sent).padStart(12, '0')}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
}
