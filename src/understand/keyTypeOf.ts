// SPDX-License-Identifier: Apache-2.0
import type { KeyType } from './KeyType.ts';
import { scanJson } from './scanJson.ts';

/** Keys are small; what is longer is not looked at. */
const maxLength = 64 * 1024;

/** A create request names type and size at the top, an import request and every response under `key`; an import may ask for hardware with `Hsm`. */
const paths = new Set(['kty', 'key_size', 'crv', 'hsm', 'key.kty', 'key.crv', 'key.n']);

const types: Readonly<Record<string, KeyType['type']>> = { RSA: 'RSA', EC: 'EC', OCT: 'oct', AES: 'oct', OKP: 'OKP' };

const sizes = [2048, 3072, 4096];

/**
 * Type of the key that a create or import request asks for, or that a response holds (`{"key":{"kty","n","crv"}}`); the size
 * of an RSA key in a response from the length of its modulus. Private key material in a request is passed over unread.
 *
 * @returns `undefined` when the text names no type. Never throws.
 */
export function keyTypeOf(json: string): KeyType | undefined {
  if (json.length > maxLength) return undefined;
  let kty: string | undefined;
  let curve: string | undefined;
  let size: number | undefined;
  let imported = false;
  scanJson(json, paths, (path, value) => {
    if (path === 'key_size' && typeof value === 'number' && value > 0 && value <= 65_536) size = value;
    else if (path === 'hsm') imported = value === true;
    else if (typeof value !== 'string') return;
    else if (path.endsWith('kty')) kty = value;
    else if (path.endsWith('crv')) curve = value.slice(0, 32);
    else if (path === 'key.n') size = modulusSize(value.length);
  });
  if (kty === undefined) return undefined;
  const upperCase = kty.slice(0, 16).toUpperCase();
  const isHsm = upperCase.endsWith('-HSM');
  const family = isHsm ? upperCase.slice(0, -4) : upperCase;
  const type = Object.hasOwn(types, family) ? types[family] : undefined;
  if (type === undefined) return undefined;
  return {
    hsm: isHsm || imported,
    type,
    ...(size === undefined ? {} : { size }),
    ...(curve === undefined ? {} : { curve }),
  };
}

/** Four characters of base64url are three bytes; a leading zero byte may be written or not. */
function modulusSize(length: number): number | undefined {
  const bits = Math.floor((length * 3) / 4) * 8;
  return sizes.find((size) => Math.abs(size - bits) <= 8);
}
