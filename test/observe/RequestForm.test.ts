// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { RequestForm } from '../../src/observe/RequestForm.ts';
import { MAX_FORM } from '../../src/observe/tapRequestBody.ts';

describe('RequestForm', () => {
  it('hands over a body that is there at once, once, and not its chunk again', () => {
    const form = new RequestForm('client_secret=s');
    form.add(Buffer.from('client_secret=s'));
    expect(form.take(true)).toBe('client_secret=s');
    expect(form.take(true)).toBeUndefined();
  });

  it('puts together a body that comes in chunks', () => {
    const form = new RequestForm(new ReadableStream());
    form.add(Buffer.from('a=1'));
    form.add('&b=2');
    expect(form.take(true)).toBe('a=1&b=2');
  });

  it('tells a body that was not seen from none', () => {
    expect(new RequestForm(new ReadableStream()).take(false)).toBe('');
    expect(new RequestForm(null).take(false)).toBeUndefined();
  });

  it('takes the first part of a long one only', () => {
    expect(new RequestForm('a'.repeat(MAX_FORM + 1)).take(true)).toHaveLength(MAX_FORM);
  });
});
