// SPDX-License-Identifier: Apache-2.0
import type { IdentityLevel } from '../config.ts';
import type { Identity, IdentityType } from '../understand/Identity.ts';

/** Callers whose object id points at no person. Where a token does not say whose it is, a person may be behind it. */
const IMPERSONAL: ReadonlySet<IdentityType> = new Set<IdentityType>(['application', 'managed_identity']);

/** What of the claims may leave the process at a level; `undefined` where that is nothing. */
export function sendableIdentity(identity: Identity, level: IdentityLevel): Identity | undefined {
  if (level === 'none') return undefined;
  if (level === 'full' || IMPERSONAL.has(identity.type)) return identity;
  return { ...identity, objectId: undefined };
}
