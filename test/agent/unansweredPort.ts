// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A listener that takes one connection and is stopped: the queue of the kernel is full soon, and answers nobody any more. */
const LISTENER = `require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
  console.log(this.address().port); });`;

/** A port to which no connection is ever made, nor refused. */
export async function unansweredPort(): Promise<{ readonly port: number; close(): void }> {
  const listener = spawn(process.execPath, ['--eval', LISTENER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = (await once(listener.stdout, 'data')) as [Buffer];
  const port = Number(text.toString());
  listener.kill('SIGSTOP');
  const waiting: Socket[] = [];
  // Each takes a place, until one finds none.
  for (let isConnected = true; isConnected && waiting.length < 32; ) {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    waiting.push(socket);
    isConnected = await Promise.race([once(socket, 'connect').then(() => true), sleep(300, false)]);
  }
  return {
    port,
    close: () => {
      for (const socket of waiting) socket.destroy();
      listener.kill('SIGKILL');
    },
  };
}
