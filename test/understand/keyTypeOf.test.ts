// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyTypeOf } from '../../src/understand/keyTypeOf.ts';

const modulus = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64url');

describe('keyTypeOf a request', () => {
  it.each([
    [
      { kty: 'RSA', key_size: 3072 },
      { hsm: false, type: 'RSA', size: 3072 },
    ],
    [{ kty: 'RSA-HSM' }, { hsm: true, type: 'RSA' }],
    [
      { kty: 'EC-HSM', crv: 'P-384' },
      { hsm: true, type: 'EC', curve: 'P-384' },
    ],
    [
      { kty: 'oct-HSM', key_size: 256 },
      { hsm: true, type: 'oct', size: 256 },
    ],
    [{ kty: 'AES' }, { hsm: false, type: 'oct' }],
    [
      { kty: 'OKP', crv: 'Ed25519' },
      { hsm: false, type: 'OKP', curve: 'Ed25519' },
    ],
    [
      { Hsm: true, key: { kty: 'RSA', n: modulus(512), d: 'hush' } },
      { hsm: true, type: 'RSA', size: 4096 },
    ],
    [
      { kty: 'RSA', key_size: -1 },
      { hsm: false, type: 'RSA' },
    ],
    [{ kty: '__proto__' }, undefined],
    [{ value: 'x' }, undefined],
  ])('reads %j', (body, key) => {
    expect(keyTypeOf(JSON.stringify(body))).toEqual(key);
  });
});

describe('keyTypeOf a response', () => {
  it.each([
    [256, 2048],
    [257, 2048],
    [384, 3072],
    [512, 4096],
    [100, undefined],
  ])('tells a modulus of %i bytes for a key of %s bits', (bytes, size) => {
    const body = JSON.stringify({ key: { kid: 'k', kty: 'RSA-HSM', n: modulus(bytes), e: 'AQAB' }, attributes: {} });

    expect(keyTypeOf(body)?.size).toBe(size);
  });

  it('reads the curve', () => {
    expect(keyTypeOf('{"attributes":{},"key":{"crv":"P-256","kty":"EC"}}')).toEqual({
      hsm: false,
      type: 'EC',
      curve: 'P-256',
    });
  });

  it('reads no more than a key can be long', () => {
    expect(keyTypeOf(`{"key":{"kty":"RSA"},"x":"${'x'.repeat(1 << 17)}"}`)).toBeUndefined();
  });

  it('does not throw, whatever the body holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        const key = keyTypeOf(`{"key":{"kty":"RSA","n":${body}}}`);
        expect(key === undefined || key.type.length > 0).toBe(true);
      }),
    );
  });
});
