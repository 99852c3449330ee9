// SPDX-License-Identifier: Apache-2.0
import type { IdentityLevel } from '../config.ts';
import type { Identity, IdentityType } from '../understand/Identity.ts';
import { identifierOf } from '../understand/identifierOf.ts';

/** Callers whose object id points at no person. Where a token does not say whose it is, a person may be behind it. */
const IMPERSONAL: ReadonlySet<IdentityType> = new Set<IdentityType>(['application', 'managed_identity']);

/** What of the claims may leave the process at a level; `undefined` where that is nothing. */
export function sendableIdentity(identity: Identity, level: IdentityLevel): Identity | undefined {
  if (level === 'none') return undefined;
  return {
    ...identity,
    audience: identifierOf(identity.audience),
    issuer: identifierOf(identity.issuer),
    tenantId: identifierOf(identity.tenantId),
    appId: identifierOf(identity.appId),
    objectId: level === 'full' || IMPERSONAL.has(identity.type) ? identifierOf(identity.objectId) : undefined,
  };
}
