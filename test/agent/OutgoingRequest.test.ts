// SPDX-License-Identifier: Apache-2.0
import { type ClientRequest, request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { requestOfClient, requestOfOptions } from '../../src/agent/OutgoingRequest.ts';

const HOST = 'contoso.vault.azure.net';

/** A request that is not sent. */
function clientOf(path: unknown): ClientRequest {
  const client = request({ host: HOST, path: path as string });
  client.on('error', () => {}).destroy();
  return client;
}

describe('an outgoing request', () => {
  it.each([
    ['a text', '/secrets/a', '/secrets/a'],
    ['a number', 5, '5'],
    ['nought', 0, '/'],
    ['a list', ['/secrets/a'], '/secrets/a'],
    ['nothing', undefined, '/'],
  ])('has the path that Node sends where the program gave %s', (_, path, target) => {
    expect(requestOfOptions({ host: HOST, path: path as string })).toMatchObject({ host: HOST, method: 'GET', target });
    expect(requestOfClient(clientOf(path))).toMatchObject({ host: HOST, method: 'GET', target });
  });
});
