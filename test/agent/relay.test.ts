// SPDX-License-Identifier: Apache-2.0
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CALL, usePreload } from './preloaded.ts';

const { run } = usePreload();
const server = createServer();
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

describe('the child that sends the last telemetry', () => {
  it('leaves a collector that does not answer when its parent is killed meanwhile', async () => {
    server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined).resume()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    let program: ChildProcess | undefined;
    server.once('connection', () => program?.kill('SIGKILL'));
    const result = await run({
      source: `${CALL} process.exit(0);`,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        // Only the child's own bound is left to end it.
        OTEL_EXPORTER_OTLP_TIMEOUT: '600000',
        KEYVAULT_OTEL_EXIT_TIMEOUT: '2000',
      },
      onSpawn: (child) => {
        program = child;
      },
    });
    expect(result.code).not.toBe(0);
    expect(sockets.size).toBeGreaterThan(0);
    await Promise.all([...sockets].map((socket) => (socket.closed ? undefined : once(socket, 'close'))));
  });
});
