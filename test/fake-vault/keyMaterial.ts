// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { PLAINTEXT_MARKER, SIGNATURE_MARKER } from './markers.ts';

type Json = Readonly<Record<string, unknown>>;

/** The last path segment of each operation on a key, in lower case. */
export const KEY_OPERATIONS: ReadonlySet<string> = new Set([
  'encrypt',
  'decrypt',
  'sign',
  'verify',
  'wrapkey',
  'unwrapkey',
]);
const ENVELOPE = 'enveloped:';
const EC_CURVES: Readonly<Record<string, string>> = { 'P-256': 'P-256', 'P-384': 'P-384', 'P-521': 'P-521' };

/** The public key of a create request; the modulus of an RSA key is a number of that length, and no more. */
export function keyData(wish: Json): Json {
  const kty = String(wish['kty']);
  const key_ops = wish['key_ops'] ?? ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'];
  if (kty.startsWith('EC')) {
    const crv = EC_CURVES[String(wish['crv'] ?? 'P-256')] ?? 'P-256';
    const { x, y } = generateKeyPairSync('ec', { namedCurve: crv }).publicKey.export({ format: 'jwk' });
    return { kty, key_ops, crv, x, y };
  }
  if (!kty.startsWith('RSA')) return { kty, key_ops };
  const modulus = randomBytes(Number(wish['key_size'] ?? 2048) / 8);
  modulus[0] = 0xc1;
  modulus[modulus.length - 1] = 0x01;
  return { kty, key_ops, n: modulus.toString('base64url'), e: 'AQAB' };
}

/** An imported key without its private members. */
export function publicPart({ kty, key_ops, crv, x, y, n, e }: Json): Json {
  return { kty, key_ops, crv, x, y, n, e };
}

/** What was encrypted here is decrypted again; anything else decrypts to the marker. */
export function keyOperation(operation: string, kid: string, body: Json): Json {
  if (operation === 'verify') return { value: true };
  if (operation === 'sign') return { kid, value: blobOf(SIGNATURE_MARKER, 256) };
  const input = String(body['value'] ?? '');
  if (operation === 'encrypt' || operation === 'wrapkey') {
    return { kid, value: Buffer.from(ENVELOPE + input).toString('base64url') };
  }
  const opened = Buffer.from(input, 'base64url').toString('utf8');
  const plain = opened.startsWith(ENVELOPE) ? opened.slice(ENVELOPE.length) : undefined;
  return { kid, value: plain ?? Buffer.from(PLAINTEXT_MARKER).toString('base64url') };
}

/** The key that stands behind a name which nobody has created: `rsa-hsm-4096`, `ec`; RSA 2048 otherwise. */
export function keyDataOfName(name: string): Json {
  const elliptic = /(^|[^a-z])(ec|p-?256|p-?384|p-?521)/i.test(name);
  const kty = `${elliptic ? 'EC' : 'RSA'}${/hsm/i.test(name) ? '-HSM' : ''}`;
  return keyData({ kty, key_size: Number(/2048|3072|4096/.exec(name)?.[0] ?? 2048) });
}

/** Random bytes that begin with a marker, base64url. */
export function blobOf(marker: string, bytes: number): string {
  return Buffer.concat([Buffer.from(marker), randomBytes(bytes - marker.length)]).toString('base64url');
}
