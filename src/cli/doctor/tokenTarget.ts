// SPDX-License-Identifier: Apache-2.0
import type { Challenge } from '../../understand/Challenge.ts';
import type { VaultEndpoint } from '../../understand/Endpoint.ts';

/** What a credential may be asked for. */
export interface TokenTarget {
  readonly resource: string;
  /** `undefined` leaves it to the credential. */
  readonly tenantId: string | undefined;
}

/** No user, port or query, and no blank: `https://a b` asks for two resources. */
const RESOURCE = /^https:\/\/([a-z0-9.-]{1,253})(?:\/[\w./-]*)?$/i;

/**
 * What a token for a vault may be asked for. Whoever answers a name can put any resource into the challenge, and would get
 * a token for it: a resource is taken only from the cloud's own table, or when the host lies under it. The tenant is
 * believed together with the resource. The Azure SDK keeps the same rule.
 *
 * @returns `undefined` when no token may be asked for.
 * @see https://aka.ms/azsdk/blog/vault-uri
 */
export function tokenTarget(endpoint: VaultEndpoint, challenge: Challenge | undefined): TokenTarget | undefined {
  const { audience, host } = endpoint;
  const named = challenge?.resource;
  const tenantId = challenge?.tenantId;
  if (audience !== undefined) return { resource: audience, tenantId: named === audience ? tenantId : undefined };
  return named !== undefined && isAbove(named, host) ? { resource: named, tenantId } : undefined;
}

function isAbove(resource: string, host: string): boolean {
  const parent = RESOURCE.exec(resource)?.[1];
  return parent !== undefined && host.endsWith(`.${parent.toLowerCase()}`);
}
