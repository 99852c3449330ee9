// SPDX-License-Identifier: Apache-2.0
import { audienceEvidence } from './audienceEvidence.ts';
import type { Challenge } from './Challenge.ts';
import { firstRule, type ResponseFacts, UNAUTHORIZED_RULES } from './causeRules.ts';
import type { CauseName } from './causes.ts';
import { clockSkewEvidence, tokenEvidence } from './tokenEvidence.ts';
import type { VaultCall } from './VaultCall.ts';

/** A cause with what proves it. */
export interface ProvenCause {
  readonly cause: CauseName;
  readonly evidence: readonly string[];
}

interface Unauthorized {
  readonly call: VaultCall;
  readonly facts: ResponseFacts;
  readonly challenge: Challenge | undefined;
  readonly now: number;
  /** The response's `Date`, ms since the epoch. */
  readonly serviceTime: number | undefined;
  readonly followedByCredentials: boolean | undefined;
}

const saysMissing = /AKV10000|missing a Bearer/i;

/** A code of `AKV10032` that lists this tenant means that the vault is Microsoft's own. */
const microsoftTenant = '72f988bf-86f1-41af-91ab-2d7cd011db47';

/**
 * Tells what a 401 of a vault or Managed HSM means. A claims challenge comes first, then what the body says, then what was
 * sent: nothing, no JWT, or a token whose claims are compared with what the vault wants.
 */
export function understandUnauthorized(unauthorized: Unauthorized): ProvenCause {
  const { call, facts, challenge } = unauthorized;
  if (challenge?.error === 'insufficient_claims') {
    return { cause: 'cae_challenge', evidence: ['WWW-Authenticate asks for a token with more claims.'] };
  }
  const rule = firstRule(UNAUTHORIZED_RULES, facts);
  if (rule) return { cause: rule.cause, evidence: [rule.evidence, ...details(rule.cause, unauthorized)] };
  const isSaidMissing = saysMissing.test(facts.message);
  if (call.credential.kind === 'none') return withoutCredentials(unauthorized, isSaidMissing);
  if (call.credential.kind === 'malformed') {
    return { cause: 'token_malformed', evidence: ['What was sent in Authorization is no JWT.'] };
  }
  if (isSaidMissing || call.credential.kind === 'other') {
    return {
      cause: 'token_missing',
      evidence: ['An Authorization was sent, and the vault found no access token in it.'],
    };
  }
  return byToken(unauthorized);
}

function withoutCredentials({ challenge, followedByCredentials }: Unauthorized, isSaidMissing: boolean): ProvenCause {
  const asks = challenge !== undefined || isSaidMissing;
  if (followedByCredentials ?? asks) {
    return {
      cause: 'auth_challenge',
      evidence: ['The request carried no Authorization, and the answer asks for a token.'],
    };
  }
  const evidence = ['The request carried no Authorization.'];
  if (followedByCredentials === false) evidence.push('No request with a token followed.');
  return { cause: 'token_missing', evidence };
}

function byToken(unauthorized: Unauthorized): ProvenCause {
  const { call, challenge, now, serviceTime } = unauthorized;
  const { identity } = call.credential;
  const findings = identity
    ? tokenEvidence({ identity, endpoint: call.endpoint, challenge, time: serviceTime ?? now })
    : [];
  const [first] = findings;
  if (first === undefined) {
    return { cause: 'unauthorized_unknown', evidence: ['The status is 401, and neither body nor token tells why.'] };
  }
  const evidence = findings.map((finding) => finding.evidence);
  return { cause: first.cause, evidence: [...evidence, ...details(first.cause, unauthorized)] };
}

/** What else is worth knowing once the cause is clear. */
function details(cause: CauseName, { call, facts, challenge, now, serviceTime }: Unauthorized): readonly string[] {
  const { endpoint, credential } = call;
  switch (cause) {
    case 'token_audience_mismatch': {
      const found = facts.fields['foundAudience'];
      const audience = typeof found === 'string' ? found : credential.identity?.audience;
      return audienceEvidence(audience, endpoint.audience ?? challenge?.resource, endpoint.service);
    }
    case 'token_tenant_mismatch':
      return String(facts.fields['expectedIssuer'] ?? challenge?.tenantId).includes(microsoftTenant)
        ? ['The vault belongs to Microsoft: its name is most likely a placeholder or wrong.']
        : [];
    case 'token_expired':
    case 'token_not_yet_valid':
      return clockSkewEvidence(now, serviceTime);
    default:
      return [];
  }
}
