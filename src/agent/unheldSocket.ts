// SPDX-License-Identifier: Apache-2.0
import type { Socket } from 'node:net';
import { whileConnecting } from './whileConnecting.ts';

const known = new WeakSet<Socket>();

/** Lets a socket hold the process no more, also when Node tries another address of the name, with another handle. */
export function unheldSocket(socket: Socket): void {
  socket.unref();
  if (known.has(socket)) return;
  known.add(socket);
  for (const event of ['connectionAttempt', 'connect']) socket.on(event, () => socket.unref());
  whileConnecting(socket);
}
