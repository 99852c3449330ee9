// SPDX-License-Identifier: Apache-2.0
import { createServer, type RequestListener } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { Agent } from 'undici';

/** A server on a free local port, and a dispatcher that takes every host name for this machine. */
export async function observedServer(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const lookup: LookupFunction = (_host, options, found) => {
    const here = '127.0.0.1';
    if (options.all === true) found(null, [{ address: here, family: isIP(here) }]);
    else found(null, here, isIP(here));
  };
  const dispatcher = new Agent({ connect: { lookup } });
  const close = async (): Promise<void> => {
    await dispatcher.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { server, port, dispatcher, close };
}
