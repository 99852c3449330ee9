// SPDX-License-Identifier: Apache-2.0
import type { Identity } from './Identity.ts';
import { isGuid } from './isGuid.ts';
import type { ErrorFields } from './ServiceError.ts';

interface Comparison {
  readonly seen: (fields: ErrorFields) => unknown;
  readonly sent: (identity: Identity) => string | undefined;
  readonly evidence: string;
}

const comparisons: readonly Comparison[] = [
  {
    seen: (fields) => fields['oid'],
    sent: ({ objectId }) => objectId,
    evidence: 'The vault saw another object id than the token that was sent names.',
  },
  {
    seen: (fields) => fields['appid'],
    sent: ({ appId }) => appId,
    evidence: 'The vault saw another application than the token that was sent names.',
  },
  {
    seen: (fields) => fields['tid'] ?? tenantIn(fields['iss']),
    sent: ({ tenantId }) => tenantId,
    evidence: 'The vault saw a caller of another tenant than the token that was sent names.',
  },
];

/** Compares the caller that a 403 names with the token that was sent: they differ when something in between replaced it. */
export function callerEvidence(fields: ErrorFields, identity: Identity | undefined): readonly string[] {
  if (identity === undefined) return [];
  return comparisons.filter(({ seen, sent }) => differ(seen(fields), sent(identity))).map(({ evidence }) => evidence);
}

function differ(seen: unknown, sent: string | undefined): boolean {
  return (
    seen !== sent &&
    typeof seen === 'string' &&
    isGuid(seen) &&
    isGuid(sent) &&
    seen.toLowerCase() !== sent.toLowerCase()
  );
}

function tenantIn(issuer: unknown): string | undefined {
  return typeof issuer === 'string' ? issuer.split('/', 8).find((part) => isGuid(part)) : undefined;
}
