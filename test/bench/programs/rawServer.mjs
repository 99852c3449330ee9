// SPDX-License-Identifier: Apache-2.0
// A vault at the least cost, for a worker thread: answers what the path asks for, without looking at anything else.
import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const DENIED = JSON.stringify({
  error: {
    code: 'Forbidden',
    message:
      "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: appid=aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee;oid=aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee;iss=https://sts.windows.net/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee/\r\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\r\nResource: '/subscriptions/00000000-0000-4000-8000-000000000000/resourcegroups/rg/providers/microsoft.keyvault/vaults/contoso/secrets/db'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\nVault: contoso;location=westeurope\r\n",
    innererror: { code: 'ForbiddenByRbac' },
  },
});
const THROTTLED = JSON.stringify({
  error: { code: 'Throttled', message: 'Request was not processed because too many requests were received.' },
});
const COMMON =
  'x-ms-keyvault-region: westeurope\r\nx-ms-request-id: 00000000-0000-4000-8000-000000000001\r\nx-ms-keyvault-service-version: 1.9.1652.1\r\nx-ms-keyvault-network-info: conn_type=Ipv4;addr=203.0.113.7;act_addr_fam=InterNetwork;\r\n';

function answer(status, headers, body) {
  return Buffer.from(
    `HTTP/1.1 ${status} X\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${COMMON}${headers}\r\n${body}`,
  );
}

const ANSWERS = {
  200: answer(200, '', '{"value":"a made-up value","id":"https://contoso.vault.azure.net/secrets/db/1"}'),
  401: answer(
    401,
    'www-authenticate: Bearer authorization="https://login.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47", resource="https://vault.azure.net"\r\n',
    '',
  ),
  403: answer(403, '', DENIED),
  429: answer(429, 'retry-after: 1\r\n', THROTTLED),
};

const PLACE = ANSWERS[403].indexOf('00000000-0000-4000-8000-000000000000');
let denials = 0;

/** A 403 whose words were not there before: another subscription in each, and as long as the others. */
function otherDenial() {
  denials += 1;
  const answer = Buffer.from(ANSWERS[403]);
  answer.write(String(denials % 100_000_000).padStart(8, '0'), PLACE, 'latin1');
  return answer;
}

const server = createServer((socket) => {
  let rest = '';
  socket.on('error', () => undefined);
  socket.setEncoding('latin1').setNoDelay();
  socket.on('data', (text) => {
    rest += text;
    const out = [];
    for (let end = rest.indexOf('\r\n\r\n'); end >= 0; end = rest.indexOf('\r\n\r\n')) {
      const line = rest.slice(0, rest.indexOf('\r\n'));
      const status = /[?&]status=(\d{3})/.exec(line)?.[1] ?? '200';
      out.push(line.includes('&other-words') ? otherDenial() : ANSWERS[status]);
      rest = rest.slice(end + 4);
    }
    if (out.length > 0) socket.write(out.length === 1 ? out[0] : Buffer.concat(out));
  });
});
if (workerData.path === undefined) server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
else server.listen(workerData.path, () => parentPort.postMessage(0));
parentPort.once('message', () => process.exit(0));
