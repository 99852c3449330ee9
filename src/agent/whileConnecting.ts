// SPDX-License-Identifier: Apache-2.0
import type { Socket } from 'node:net';
import { attempt } from '../host/guarded.ts';
import { heldByExports } from './heldByExports.ts';

/** How often it is looked whether the program is done, ms. */
const INTERVAL = 500;

const connecting = new Set<Socket>();
let timer: ReturnType<typeof setInterval> | undefined;

/**
 * A connection that is neither made nor refused holds a process for two minutes, and Node can let go of none: so once
 * nothing else holds the process, the socket of an export is given up. The export is tried again with the last ones.
 */
export function whileConnecting(socket: Socket): void {
  if (!socket.connecting) return;
  connecting.add(socket);
  const done = (): void => {
    connecting.delete(socket);
    if (connecting.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  socket.once('connect', done).once('close', done);
  timer ??= setInterval(() => attempt('end of a program', () => heldByExports() && giveUpConnecting()), INTERVAL);
}

/** Ends what has no connection yet, as where there was no time for it. */
export function giveUpConnecting(): void {
  for (const socket of connecting)
    socket.destroy(Object.assign(new Error('Connection given up'), { code: 'ETIMEDOUT' }));
}
