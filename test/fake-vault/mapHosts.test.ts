// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeVault, startFakeVault } from './FakeVault.ts';
import { runProgram } from './runProgram.ts';

let fake: FakeVault;
beforeAll(async () => {
  fake = await startFakeVault();
});
afterAll(() => fake.close());

const VAULT = 'ok.vault.azure.net';
const PROGRAMS: readonly (readonly [what: string, source: string])[] = [
  ['fetch', `const { status } = await fetch('https://${VAULT}/secrets/s'); console.log(status);`],
  [
    'node:https',
    `import https from 'node:https'; https.get('https://${VAULT}/secrets/s', (res) => { console.log(res.statusCode); res.resume(); });`,
  ],
  [
    'the undici package',
    `import { request } from 'undici'; const { statusCode, body } = await request('https://${VAULT}/secrets/s'); console.log(statusCode); await body.dump();`,
  ],
  [
    'node:tls with port and host as arguments',
    `import tls from 'node:tls';
     const socket = tls.connect(443, '${VAULT}', { servername: '${VAULT}' }, () => socket.write('GET /secrets/s HTTP/1.1\\r\\nHost: ${VAULT}\\r\\nConnection: close\\r\\n\\r\\n'));
     socket.setEncoding('utf8').once('data', (text) => { console.log(text.split(' ')[1]); socket.destroy(); });`,
  ],
  [
    'a socket connected by hand',
    `import net from 'node:net'; import tls from 'node:tls';
     const plain = new net.Socket().connect(443, '${VAULT}', () => {
       const socket = tls.connect({ socket: plain, servername: '${VAULT}' }, () => socket.write('GET /secrets/s HTTP/1.1\\r\\nHost: ${VAULT}\\r\\nConnection: close\\r\\n\\r\\n'));
       socket.setEncoding('utf8').once('data', (text) => { console.log(text.split(' ')[1]); socket.destroy(); });
     });`,
  ],
  [
    'a worker thread',
    `import { Worker } from 'node:worker_threads';
     new Worker("fetch('https://${VAULT}/secrets/s').then(({ status }) => console.log(status))", { eval: true });`,
  ],
];

describe('the mapping of host names', () => {
  it.each(PROGRAMS)('reaches the fake from %s', async (_what, source) => {
    const { stdout, stderr } = await runProgram({ fake, source });
    expect({ stdout, stderr }).toEqual({ stdout: '401\n', stderr: '' });
  });

  it('leaves every other connection alone', async () => {
    const server = createServer((socket) => socket.end('untouched'));
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    const { stdout } = await runProgram({
      fake,
      source: `import net from 'node:net'; net.connect(${port}, '127.0.0.1').on('data', (data) => console.log(String(data)));`,
    });
    server.close();
    expect(stdout).toBe('untouched\n');
  });

  it.each([
    ['ok.vault.azure.net', 443, '127.0.0.1:1001'],
    ['OK.ManagedHSM.Azure.CN', 443, '127.0.0.1:1001'],
    ['login.microsoftonline.us', 443, '127.0.0.1:1001'],
    ['169.254.169.254', 80, '127.0.0.1:1002'],
    ['refused-2.vault.azure.net', 443, '127.0.0.1:1'],
    ['ok.vault.azure.net', 8443, 'ok.vault.azure.net:8443'],
    ['ok.vault.azure.net.example', 443, 'ok.vault.azure.net.example:443'],
    ['vault.azure.net', 443, 'vault.azure.net:443'],
    ['login.microsoftonline.com.example', 443, 'login.microsoftonline.com.example:443'],
    ['169.254.169.254', 443, '169.254.169.254:443'],
  ])('sends %s:%i to %s', async (host, port, target) => {
    const { stdout } = await runProgram({
      sourceType: 'commonjs',
      source: `
        const net = require('node:net');
        net.Socket.prototype.connect = ([{ host, port }]) => console.log(host + ':' + port);
        require(${JSON.stringify(fake.preload)}).mapHosts({ https: 1001, http: 1002 });
        net.connect({ host: '${host}', port: ${port} });
      `,
    });
    expect(stdout).toBe(`${target}\n`);
  });
});
