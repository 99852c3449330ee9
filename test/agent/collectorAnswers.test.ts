// SPDX-License-Identifier: Apache-2.0

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { RunProgramOptions } from '../fake-vault/runProgram.ts';
import { CALL, usePreload } from './preloaded.ts';

const { run } = usePreload();

/** Runs a program beside a server that answers whatever comes with `answer`. */
async function runBeside(
  answer: (socket: Socket, asked: string) => void,
  options: (port: number) => RunProgramOptions,
) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('data', (data) => answer(socket, data.toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const result = await run({ timeoutMs: 20_000, ...options((server.address() as AddressInfo).port) });
  for (const socket of sockets) socket.destroy();
  server.close();
  return result;
}

/** Writes the same again and again, as fast as it is taken. */
function pour(socket: Socket, head: string, piece: string): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', more);
  socket.write(head);
  more();
}

it('tells the status of a collector that refuses for a while', async () => {
  const answer = 'HTTP/1.1 503 Busy\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';
  const { stderr } = await runBeside(
    (socket) => socket.end(answer),
    (port) => ({
      source: `${CALL} await new Promise((resolve) => setTimeout(resolve, 2_000));`,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OTEL_EXPORTER_OTLP_TIMEOUT: '500',
        OTEL_BSP_SCHEDULE_DELAY: '100',
      },
    }),
  );
  expect(stderr).toContain('sending traces failed: Busy (503)');
});

it('leaves out a key that a collector repeats, also when the program has taken it out of its environment', async () => {
  const { stderr } = await runBeside(
    (socket, asked) => {
      const [, key] = /^api-key: (.*)\r$/m.exec(asked) ?? [];
      socket.end(`HTTP/1.1 401 invalid key ${key}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
    },
    (port) => ({
      source: `${CALL} delete process.env.OTEL_EXPORTER_OTLP_HEADERS;
        await new Promise((resolve) => setTimeout(resolve, 1_000));`,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OTEL_EXPORTER_OTLP_HEADERS: 'api-key=S3cr3t-Of-Collector',
        OTEL_BSP_SCHEDULE_DELAY: '100',
      },
    }),
  );
  expect(stderr).toContain('sending traces failed: invalid key <OTEL_EXPORTER_OTLP_HEADERS>');
  expect(stderr).not.toContain('S3cr3t');
});

describe('an answer without end', () => {
  const endpoint = (port: number) => ({
    source: `${CALL} process.exitCode = 3;`,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      NODE_OPTIONS: '--max-old-space-size=64',
      KEYVAULT_OTEL_EXIT_TIMEOUT: '15000',
    },
  });

  it('in single bytes is left, and what it answers has arrived', async () => {
    const result = await runBeside(
      (socket) => pour(socket, 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', '1\r\nx\r\n'.repeat(2_000)),
      endpoint,
    );
    expect(result).toMatchObject({ code: 3, stderr: '' });
  });

  it('to what was refused is left, and the log has its status', async () => {
    const { code, stderr } = await runBeside(
      (socket) => pour(socket, 'HTTP/1.1 400 No Thanks\r\n\r\n', 'x'.repeat(10_000)),
      endpoint,
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/^keyvault-otel: the last telemetry.* lost: .*No Thanks\n$/);
  });

  it('of informational responses is left', async () => {
    const { code, stderr } = await runBeside(
      (socket) => pour(socket, '', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)),
      endpoint,
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/^keyvault-otel: the last telemetry.* lost: Too many informational responses\n$/);
  });
});

describe('a proxy to a collector of gRPC', () => {
  const byProxy = (port: number) => ({
    source: `console.error = () => console.log('the console of the program'); ${CALL}`,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4317',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_LOG_LEVEL: 'none',
      grpc_proxy: `http://127.0.0.1:${port}`,
    },
  });

  it('that never answers holds no program', async () => {
    let asked = '';
    const result = await runBeside((_socket, data) => {
      asked = data;
    }, byProxy);
    expect(asked).toMatch(/^CONNECT collector\.example:4317 /);
    expect(result).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
      timedOut: false,
    });
  });

  it('that refuses is not told of by the console of the program', async () => {
    const result = await runBeside(
      (socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'),
      byProxy,
    );
    expect(result).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('that refuses, and leaves the connection open, is left', async () => {
    let end = (): void => undefined;
    const result = await runBeside(
      (socket) => {
        socket.on('close', () => end());
        socket.write('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
      },
      (port) => ({
        source: `${CALL} setInterval(() => {}, 1_000);`,
        env: { ...byProxy(port).env, OTEL_BSP_SCHEDULE_DELAY: '100' },
        onSpawn: (child) => {
          end = () => child.kill('SIGKILL');
        },
      }),
    );
    expect(result).toMatchObject({ signal: 'SIGKILL', timedOut: false });
  });
});
