// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { identityAttributes } from '../../src/record/vaultAttributes.ts';
import { decodeCredential } from '../../src/understand/decodeCredential.ts';
import { sampleClaims, sampleToken } from '../understand/sampleToken.ts';

const OBJECT_ID = 'azure.keyvault.identity.object_id';

function attributesOf(claims: Readonly<Record<string, unknown>>, level: 'none' | 'standard' | 'full' = 'standard') {
  const { identity } = decodeCredential(`Bearer ${sampleToken(claims)}`);
  return identity === undefined ? {} : identityAttributes(level)(identity);
}

describe('identityAttributes', () => {
  it.each([
    ['an ID token', { oid: 'o', sub: 's', preferred_username: 'p', ver: '2.0' }],
    ['a token whose scope is a list', { ...sampleClaims, scp: ['user_impersonation'] }],
    ['a token whose scope is empty', { ...sampleClaims, scp: '' }],
    ['a token that names no client', { oid: 'o', sub: 's' }],
  ])('leaves out the object id of %s unless the level is full', (_, claims) => {
    expect(attributesOf(claims)).not.toHaveProperty([OBJECT_ID]);
    expect(attributesOf(claims, 'full')).toHaveProperty([OBJECT_ID], claims.oid);
  });

  it('keeps the object id of an application', () => {
    expect(attributesOf(sampleClaims)).toHaveProperty([OBJECT_ID], sampleClaims.oid);
  });

  it('has nothing of the caller at the level none', () => {
    expect(attributesOf(sampleClaims, 'none')).toEqual({});
  });
});
