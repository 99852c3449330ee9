// SPDX-License-Identifier: Apache-2.0
import { Agent, type ClientRequest, request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyVaultInstrumentation } from '../../src/KeyVaultInstrumentation.ts';
import { HostTable } from '../../src/observe/HostTable.ts';
import { HttpObserver } from '../../src/observe/HttpObserver.ts';
import type { CallRecord } from '../../src/record/CallRecord.ts';
import { observedServer } from './observedServer.ts';

const HOST = 'myvault.vault.azure.net';

let server: Awaited<ReturnType<typeof observedServer>>;
let observer: KeyVaultInstrumentation;
let calls: CallRecord[];

beforeEach(async () => {
  server = await observedServer((_request, response) => response.end('{}'));
  observer = new KeyVaultInstrumentation();
  calls = [];
  observer.listen((call) => calls.push(call));
});
afterEach(async () => {
  observer.disable();
  await server.close();
});

describe('HttpObserver', () => {
  it('holds no request that it could not open', async () => {
    observer.disable();
    let opened = 0;
    const http = new HttpObserver({
      hosts: new HostTable({}),
      open: () => {
        opened += 1;
        throw new Error('a file of the build is missing');
      },
      wantsBody: () => false,
    });
    http.enable();
    const options = { host: '127.0.0.1', port: server.port, path: '/secrets/a', headers: { host: HOST } };
    await new Promise<void>((resolve, reject) => {
      request(options, (response) => response.resume().on('end', resolve))
        .on('error', reject)
        .end();
    });
    const before = opened;
    http.end();
    http.disable();
    expect(before).toBeGreaterThan(0);
    expect(opened).toBe(before);
  });

  it.each([200, 403])('holds no request that was answered with %i', async (status) => {
    observer.disable();
    const answering = await observedServer((_request, response) => response.writeHead(status).end('{}'));
    const told: unknown[] = [];
    const http = new HttpObserver({
      hosts: new HostTable({}),
      open: () => ({
        responded: (given) => given >= 400,
        body: (body) => told.push(body.text()),
        failed: (why) => told.push(why),
      }),
      wantsBody: () => false,
    });
    http.enable();
    const options = { host: '127.0.0.1', port: answering.port, path: '/secrets/a', headers: { host: HOST } };
    await new Promise<void>((resolve, reject) => {
      request(options, (response) => response.resume().on('close', resolve))
        .on('error', reject)
        .end();
    });
    http.end();
    http.disable();
    await answering.close();
    expect(told).toEqual(status >= 400 ? ['{}'] : []);
  });

  it('takes no tunnel through a proxy for a call, though it names the vault as its host', async () => {
    server.server.on('connect', (_request, socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    const options = { host: '127.0.0.1', port: server.port, method: 'CONNECT', path: `${HOST}:443` };
    await new Promise<void>((resolve) => {
      const tunnel = request({ ...options, headers: { host: `${HOST}:443` } });
      tunnel.on('connect', (_response, socket) => socket.destroy());
      tunnel.on('close', resolve);
      tunnel.end();
    });
    await new Promise<void>((resolve) => {
      const tunnel = request({ ...options, port: 1, headers: { host: `${HOST}:443` } });
      tunnel.on('error', () => resolve());
      tunnel.end();
    });
    expect(calls).toEqual([]);
  });

  it('takes no upgrade for a call, and holds it no longer', async () => {
    const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n';
    server.server.on('upgrade', (_request, socket) => socket.end(switching));
    const headers = { host: HOST, connection: 'upgrade', upgrade: 'websocket' };
    await new Promise<void>((resolve) => {
      const made = request({ host: '127.0.0.1', port: server.port, path: '/secrets/a', headers });
      made.on('upgrade', (_response, socket) => {
        socket.destroy();
        resolve();
      });
      made.end();
    });
    observer.end();
    expect(calls).toEqual([]);
  });

  it('sees the answer to a call that offers an upgrade which is not taken', async () => {
    const headers = { host: HOST, connection: 'upgrade', upgrade: 'h2c' };
    await new Promise<void>((resolve, reject) => {
      request({ host: '127.0.0.1', port: server.port, path: '/secrets/a', headers }, (response) =>
        response.resume().on('end', resolve),
      )
        .on('error', reject)
        .end();
    });
    expect(calls).toMatchObject([{ operation: 'SecretGet', status: 200 }]);
  });

  it.each([
    ['a list', ['/secrets/a/'], { operation: 'SecretGet', status: 200 }],
    ['an object that knows its text', { toString: () => '/secrets/a/' }, { operation: 'SecretGet', status: 200 }],
    ['a number', 5, { status: 400 }],
    ['true', true, { status: 400 }],
  ])('sees a call whose path is %s, as Node sends it', async (_, path, expected) => {
    await new Promise<void>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: server.port, path: path as string, headers: { host: HOST } };
      request(options, (response) => response.resume().on('end', resolve))
        .on('error', reject)
        .end();
    });
    expect(calls).toMatchObject([expected]);
  });

  it('sees a call fail whose agent emits the error itself, as those for proxies do', async () => {
    const agent = new Agent();
    const refused = Object.assign(new Error('the proxy is away'), { code: 'ECONNREFUSED' });
    Object.assign(agent, { addRequest: (made: ClientRequest) => setImmediate(() => made.emit('error', refused)) });
    await new Promise<void>((resolve) => {
      request({ agent, host: HOST, path: '/secrets/a' })
        .on('error', () => resolve())
        .end();
    });
    expect(calls).toMatchObject([{ operation: 'SecretGet', diagnosis: { cause: 'connection_failed' } }]);
  });

  it.each(['abort', 'destroy'] as const)(
    'records a call that the program ends by %s while it waits for a socket',
    async (how) => {
      const agent = new Agent({ maxSockets: 1, keepAlive: true });
      const options = { agent, host: '127.0.0.1', port: server.port, path: '/secrets/a', headers: { host: HOST } };
      const before = request(options, (response) => response.resume()).end();
      const waits = request({ ...options, path: '/secrets/b' });
      waits.on('error', () => {}).end();
      waits[how]();
      await Promise.all([before, waits].map((made) => new Promise((resolve) => made.on('close', resolve))));
      agent.destroy();
      expect(calls.map(({ outcome }) => outcome).toSorted()).toEqual(['failure', 'success']);
    },
  );

  it('takes an error that the program emits itself for none of the call', async () => {
    const refusal = JSON.stringify({ error: { code: 'Forbidden', innererror: { code: 'ForbiddenByFirewall' } } });
    server.server.removeAllListeners('request');
    server.server.on('request', (_request, response) => {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.flushHeaders();
      setImmediate(() => response.end(refusal));
    });
    await new Promise<void>((resolve) => {
      const made = request({ host: '127.0.0.1', port: server.port, path: '/secrets/a', headers: { host: HOST } });
      made.on('response', (response) => {
        made.emit('error', new Error(`HTTP ${response.statusCode}`));
        response.resume();
      });
      made.on('error', () => undefined).on('close', resolve);
      made.end();
    });
    expect(calls).toMatchObject([{ status: 403, diagnosis: { cause: 'firewall_denied' } }]);
  });

  it('reads the body of an error as far as it came when the program destroys the request', async () => {
    server.server.removeAllListeners('request');
    server.server.on('request', (_request, response) => {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.write(JSON.stringify({ error: { code: 'Forbidden', innererror: { code: 'ForbiddenByFirewall' } } }));
    });
    await new Promise<void>((resolve) => {
      const made = request({ host: '127.0.0.1', port: server.port, path: '/secrets/a', headers: { host: HOST } });
      made.on('response', (response) => {
        response.on('error', () => undefined).once('data', () => made.destroy(new Error('enough')));
      });
      made.on('error', () => undefined).on('close', resolve);
      made.end();
    });
    expect(calls).toMatchObject([{ status: 403, diagnosis: { cause: 'firewall_denied' } }]);
  });

  it('reads headers that the program sets after it made the request', async () => {
    const claims = Buffer.from('{"appid":"late"}').toString('base64url');
    await new Promise<void>((resolve) => {
      const call = request({ host: '127.0.0.1', port: server.port, path: '/secrets/a/', headers: { host: HOST } });
      call.setHeader('authorization', `Bearer e30.${claims}.`);
      call.on('response', (response) => response.resume().on('end', resolve));
      call.end();
    });
    expect(calls).toMatchObject([{ operation: 'SecretGet', identity: { appId: 'late' } }]);
  });
});
