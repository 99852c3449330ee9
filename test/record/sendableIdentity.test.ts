// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { sendableIdentity } from '../../src/record/sendableIdentity.ts';
import type { IdentityType } from '../../src/understand/Identity.ts';

const identityOf = (type: IdentityType) => ({ type, appId: 'app-1', objectId: 'object-1', delegated: false });

describe('sendableIdentity', () => {
  it.each(['application', 'managed_identity', 'unknown'] as const)('keeps the object id of the type %s', (type) => {
    expect(sendableIdentity(identityOf(type), 'standard')).toEqual(identityOf(type));
  });

  it.each([
    ['a user', identityOf('user')],
    ['a token that names no client', { ...identityOf('unknown'), appId: undefined }],
  ])('keeps the object id of %s at the level full only', (_whose, identity) => {
    expect(sendableIdentity(identity, 'standard')).toEqual({ ...identity, objectId: undefined });
    expect(sendableIdentity(identity, 'full')).toEqual(identity);
  });

  it('keeps no claim that is no identifier, at any level', () => {
    const text = 'jane.doe@contoso.com';
    const ids = { audience: text, issuer: `x\u001b[31m`, tenantId: text, appId: 'app\u202e', objectId: text };
    for (const level of ['standard', 'full'] as const) {
      const sendable = sendableIdentity({ ...identityOf('application'), ...ids }, level);
      expect(JSON.parse(JSON.stringify(sendable))).toEqual({ type: 'application', delegated: false });
    }
  });

  it('keeps nothing at the level none', () => {
    expect(sendableIdentity(identityOf('application'), 'none')).toBeUndefined();
  });
});
