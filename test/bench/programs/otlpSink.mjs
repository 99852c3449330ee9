// SPDX-License-Identifier: Apache-2.0
// A collector at the least cost, for a worker thread: takes everything, and looks at nothing.
import { createServer } from 'node:http';
import { parentPort } from 'node:worker_threads';

const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
