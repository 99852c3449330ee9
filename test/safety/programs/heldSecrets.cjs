// SPDX-License-Identifier: Apache-2.0
'use strict';
// Needs --expose-gc. Sends tokens, client secrets and signed URLs, and prints as JSON which of them are in its heap once
// all is over and nothing of it is in use any more.
const http = require('node:http');
const v8 = require('node:v8');

/** Put together here, so that the text of this program holds none. */
const secret = (name) => ['held', 'secret', name, 'z'.repeat(30)].join('-');
const found = /held-secret-(\w+)-z{20}/g;
const encoded = (claims) => Buffer.from(JSON.stringify(claims)).toString('base64url');
const CLAIMS = { aud: 'https://vault.azure.net', appid: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', exp: 4_700_000_000 };
const bearer = (name) => `Bearer ${encoded({ alg: 'RS256' })}.${encoded(CLAIMS)}.${secret(name)}${'A'.repeat(300)}`;
const form = (name) => `grant_type=client_credentials&client_id=a&scope=s&client_secret=${secret(name)}`;
const agent = new http.Agent({ keepAlive: false });

function byHttp(url, options = {}, body = undefined) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { agent, ...options }, (response) => response.resume().on('close', resolve));
    request.on('error', reject).end(body);
  });
}

async function byFetch(url, options = {}) {
  await (await fetch(url, { ...options, headers: { connection: 'close', ...options.headers } })).text();
}

async function sendAll(port) {
  const id = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
  for (const status of [200, 401, 403, 429, 503]) {
    const vault = 'contoso.vault.azure.net';
    // Of a name that is shorter, V8 makes a copy, and no view that would keep the whole URL.
    const url = `http://${vault}:${port}/secrets/database-password?api-version=7.6&status=${status}`;
    await byHttp(url, { headers: { authorization: bearer(`http${status}`), 'x-ms-client-request-id': id } });
    const flat = ['host', vault, 'x-ms-client-request-id', id, 'authorization', bearer(`flat${status}`)];
    await byHttp(url, { headers: flat });
    await byHttp(`${url}&sig=${secret(`query${status}`)}`);
    await byFetch(url, { headers: { authorization: bearer(`fetch${status}`), 'x-ms-client-request-id': id } });
  }
  for (const status of [200, 400]) {
    const url = `http://login.microsoftonline.com:${port}/contoso.example/oauth2/v2.0/token?status=${status}`;
    await byHttp(url, { method: 'POST' }, form(`formhttp${status}`));
    await byFetch(url, { method: 'POST', body: new URLSearchParams(form(`formfetch${status}`)) });
  }
  for (const host of ['one', 'two', 'three']) {
    await byHttp(`http://storage-${host}.example.com:${port}/blob?sig=${secret(`http${host}`)}`);
  }
}

async function inHeap() {
  const names = new Set();
  let rest = '';
  for await (const chunk of v8.getHeapSnapshot()) {
    const text = rest + chunk.toString('latin1');
    for (const [, name] of text.matchAll(found)) names.add(name);
    rest = text.slice(-200);
  }
  return [...names].sort();
}

const server = http.createServer((request, response) => {
  request.resume().on('end', () => {
    const status = Number(/status=(\d+)/.exec(request.url)?.[1] ?? 200);
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end('{"error":{"code":"Forbidden","message":"No."}}');
  });
});
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  await sendAll(port);
  // What Node itself keeps of its latest request is of these.
  await byHttp(`http://other.example.com:${port}/`);
  await byFetch(`http://other.example.com:${port}/`);
  agent.destroy();
  server.close();
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  console.log(JSON.stringify(await inHeap()));
  process.exit(0);
});
