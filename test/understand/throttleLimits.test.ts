// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { ThrottleClass } from '../../src/understand/Operation.ts';
import { type KeyType, throttleLimit } from '../../src/understand/throttleLimits.ts';

const limitOf = (throttleClass: ThrottleClass, key?: KeyType) => throttleLimit({ name: 'Any', throttleClass }, key);
const rsa = (hsm: boolean, size?: number): KeyType => ({ hsm, type: 'RSA', size });

describe('throttleLimit', () => {
  it.each([
    ['secret_create_or_import', undefined, 300, 1],
    ['vault_operation', undefined, 4_000, 1],
    ['managed_hsm', undefined, undefined, 1],
    ['key_create', undefined, 20, 1],
    ['key_create', rsa(true, 4096), 10, 1],
    ['key_operation', undefined, 4_000, 1],
    ['key_operation', rsa(false, 2048), 4_000, 1],
    ['key_operation', rsa(false, 3072), 4_000, 4],
    ['key_operation', rsa(false, 4096), 4_000, 8],
    ['key_operation', rsa(true, 2048), 2_000, 1],
    ['key_operation', rsa(true, 3072), 2_000, 4],
    ['key_operation', rsa(true, 4096), 2_000, 8],
    ['key_operation', rsa(true), 2_000, 1],
    ['key_operation', rsa(true, 1234), 2_000, 1],
    ['key_operation', { hsm: true, type: 'EC', curve: 'P-521' }, 2_000, 1],
    ['key_operation', { hsm: false, type: 'EC', curve: 'P-256K' }, 4_000, 1],
    ['key_operation', { hsm: true, type: 'oct', size: 256 }, undefined, 1],
  ] as const)('is, for %s and %j, %s of weight %s', (throttleClass, key, limit, weight) => {
    expect(limitOf(throttleClass, key)).toEqual({ limit, weight });
  });

  it('fills a window as the documentation computes it: 248 HSM RSA-4096 and 16 HSM RSA-2048 operations', () => {
    const big = limitOf('key_operation', rsa(true, 4096));
    const small = limitOf('key_operation', rsa(true, 2048));

    expect(248 * big.weight + 16 * small.weight).toBe(small.limit);
  });
});
