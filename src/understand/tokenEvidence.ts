// SPDX-License-Identifier: Apache-2.0

import type { Challenge } from './Challenge.ts';
import type { CauseName } from './causes.ts';
import { KEY_VAULT_APP_IDS } from './clouds.ts';
import type { VaultEndpoint } from './Endpoint.ts';
import type { Identity } from './Identity.ts';
import { isGuid } from './isGuid.ts';

/** What a token itself proves about why it was refused. */
export interface Finding {
  readonly cause: CauseName;
  readonly evidence: string;
}

interface Sent {
  readonly identity: Identity;
  readonly endpoint: VaultEndpoint;
  readonly challenge: Challenge | undefined;
  /** Time of the service where the response told it, otherwise of this machine; ms since the epoch. */
  readonly time: number;
}

/**
 * Compares the claims of a token with what the vault wants, in the order in which one mistake hides the next: audience,
 * tenant, lifetime. Only what can be known is compared; a claim that is missing proves nothing.
 */
export function tokenEvidence(sent: Sent): readonly Finding[] {
  return [...audience(sent), ...tenant(sent), ...lifetime(sent)];
}

function audience({ identity, endpoint, challenge }: Sent): readonly Finding[] {
  // What a challenge names is what this vault wants, also in a cloud whose audience is not known here.
  const wanted = endpoint.audience ?? challenge?.resource;
  const found = identity.audience?.toLowerCase();
  if (wanted === undefined || found === undefined || found === wanted.toLowerCase()) return [];
  if (isGuid(found)) {
    // A v2.0 token names the application; only the id of Key Vault is known here.
    const cloud = KEY_VAULT_APP_IDS.get(found);
    const isForeign = cloud === 'us_government' && endpoint.cloud === 'public';
    if ((endpoint.service === 'vault') === (cloud !== undefined) && !isForeign) return [];
  }
  return [
    {
      cause: 'token_audience_mismatch',
      evidence: 'The audience of the token that was sent is not the audience of this service.',
    },
  ];
}

function tenant({ identity, challenge }: Sent): readonly Finding[] {
  const wanted = challenge?.tenantId;
  const found = identity.tenantId ?? tenantOfIssuer(identity.issuer);
  if (!isGuid(wanted) || !isGuid(found) || wanted.toLowerCase() === found.toLowerCase()) return [];
  return [
    {
      cause: 'token_tenant_mismatch',
      evidence: 'The token that was sent comes from another tenant than the one in WWW-Authenticate.',
    },
  ];
}

function lifetime({ identity, time }: Sent): readonly Finding[] {
  const now = time / 1000;
  const { expiresAt, notBefore } = identity;
  if (expiresAt !== undefined && expiresAt <= now) {
    const ago = duration(now - expiresAt);
    return [{ cause: 'token_expired', evidence: `The token that was sent had expired ${ago} before.` }];
  }
  if (notBefore !== undefined && notBefore > now) {
    const ahead = duration(notBefore - now);
    return [{ cause: 'token_not_yet_valid', evidence: `The token that was sent becomes valid only ${ahead} later.` }];
  }
  return [];
}

/** The least difference between two clocks that is worth a word: what the service tolerates. */
const maxSkewSeconds = 300;

/** A sentence on how far the local clock is off, when the response tells; ms since the epoch. */
export function clockSkewEvidence(now: number, serviceTime: number | undefined): readonly string[] {
  if (serviceTime === undefined) return [];
  const ahead = (now - serviceTime) / 1000;
  if (!(Math.abs(ahead) > maxSkewSeconds)) return [];
  return [
    `The clock of this machine is ${duration(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} the service's.`,
  ];
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

function tenantOfIssuer(issuer: string | undefined): string | undefined {
  return issuer?.split('/', 8).find((part) => isGuid(part));
}
