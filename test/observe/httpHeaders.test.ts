// SPDX-License-Identifier: Apache-2.0
import { type ClientRequest, request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { requestHeaders } from '../../src/observe/httpHeaders.ts';

function unsent(headers: Readonly<Record<string, string | string[]>> | readonly string[]): ClientRequest {
  const made = request({ host: '127.0.0.1', port: 1, headers });
  made.on('error', () => undefined).destroy();
  return made;
}

describe('requestHeaders', () => {
  it.each([
    ['an object', { Authorization: 'Bearer x', 'X-Two': ['a', 'b'] }],
    ['a flat list', ['Host', '127.0.0.1', 'Authorization', 'Bearer x', 'X-Two', 'a, b']],
  ])('reads a header given as %s', (_form, headers) => {
    const header = requestHeaders(unsent(headers));
    expect([header('authorization'), header('x-two'), header('cookie')]).toEqual(['Bearer x', 'a, b', undefined]);
  });
});
