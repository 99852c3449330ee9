// SPDX-License-Identifier: Apache-2.0
import { CAUSES } from '../../understand/causes.ts';
import { decodeCredential } from '../../understand/decodeCredential.ts';
import type { VaultEndpoint } from '../../understand/Endpoint.ts';
import { judgeToken } from '../explain/judgeToken.ts';
import { formatCaller } from '../report/format.ts';
import type { DoctorStep } from './DoctorStep.ts';

/** Whether the claims of a token are what the vault wants, by the time of the service. */
export function checkToken(
  token: string,
  options: {
    readonly endpoint: VaultEndpoint;
    /** Of the vault, where it is known. */
    readonly tenantId: string | undefined;
    readonly serviceTime: number | undefined;
  },
): DoctorStep {
  const { endpoint, serviceTime } = options;
  const { identity } = decodeCredential(`Bearer ${token}`);
  if (identity === undefined) {
    return {
      name: 'token',
      verdict: 'failure',
      found: ['What the credential gave is no JWT.'],
      cause: 'token_malformed',
      remedy: CAUSES.token_malformed.remedy,
    };
  }
  const { checks } = judgeToken(identity, {
    endpoint,
    tenantId: options.tenantId,
    now: serviceTime ?? Date.now(),
    isOnline: true,
  });
  const { type, appId, objectId, tenantId } = identity;
  const found = [
    `It speaks for ${formatCaller({ type, appId, objectId, tenantId })}.`,
    ...checks.map(({ text }) => text),
  ];
  const cause = checks.find(({ verdict }) => verdict === 'failure')?.cause;
  if (cause === undefined) {
    return { name: 'token', verdict: checks.some(({ verdict }) => verdict === 'warning') ? 'warning' : 'ok', found };
  }
  return {
    name: 'token',
    verdict: 'failure',
    found,
    cause,
    remedy: CAUSES[cause].remedy,
    reference: CAUSES[cause].reference,
  };
}
