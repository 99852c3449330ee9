// SPDX-License-Identifier: Apache-2.0
import type { IdentityLevel } from '../config.ts';
import type { Identity } from '../understand/Identity.ts';
import { identifierOf } from '../understand/identifierOf.ts';

/** What of the claims may leave the process at a level; `undefined` where that is nothing. */
export function sendableIdentity(identity: Identity, level: IdentityLevel): Identity | undefined {
  if (level === 'none') return undefined;
  return {
    ...identity,
    audience: identifierOf(identity.audience),
    issuer: identifierOf(identity.issuer),
    tenantId: identifierOf(identity.tenantId),
    appId: identifierOf(identity.appId),
    objectId: level === 'full' || !isPersonal(identity) ? identifierOf(identity.objectId) : undefined,
  };
}

/** Whether the object id may point at a person. Every access token names a client; one that names none may be an ID token. */
function isPersonal({ type, appId }: Identity): boolean {
  return type === 'user' || (type === 'unknown' && appId === undefined);
}
