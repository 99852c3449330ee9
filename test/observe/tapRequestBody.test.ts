// SPDX-License-Identifier: Apache-2.0
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { MAX_FORM, tapRequestBody } from '../../src/observe/tapRequestBody.ts';

/** A request that is sent nowhere. */
function tapped() {
  const made = request({ host: '127.0.0.1', port: 1, method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
  made.on('error', () => {});
  const form = tapRequestBody(made);
  return { made, form };
}

describe('tapRequestBody', () => {
  it('hands over what was written, text or bytes, once', () => {
    const { made, form } = tapped();
    made.write('grant_type=client_credentials');
    made.end(Buffer.from('&scope=s'));
    expect(form()).toBe('grant_type=client_credentials&scope=s');
    expect(form()).toBeUndefined();
    made.destroy();
  });

  it('takes nothing more once it was asked: an answer may come before the end of the request', () => {
    const { made, form } = tapped();
    made.write('grant_type=client_credentials');
    form();
    made.end('&client_secret=late');
    expect(form()).toBeUndefined();
    made.destroy();
  });

  it('takes the first part of a long one only', () => {
    const { made, form } = tapped();
    for (let index = 0; index < 4; index += 1) made.write('a'.repeat(MAX_FORM / 2 + 1));
    expect(form()).toHaveLength(MAX_FORM);
    made.destroy();
  });
});
