// SPDX-License-Identifier: Apache-2.0
import { diagnose } from '../../diagnosis.ts';
import type { Challenge } from '../../understand/Challenge.ts';
import type { VaultEndpoint } from '../../understand/Endpoint.ts';
import { httpDate } from '../../understand/httpDate.ts';
import { parseChallenge } from '../../understand/parseChallenge.ts';
import { readHeaders } from '../../understand/readHeaders.ts';
import { readServiceHeaders } from '../../understand/readServiceHeaders.ts';
import { formatSeconds } from '../report/format.ts';
import { ask } from './ask.ts';
import { connectionTrouble } from './connectionTrouble.ts';
import type { DoctorStep } from './DoctorStep.ts';
import { tokenTarget } from './tokenTarget.ts';

export interface ChallengeResult {
  readonly steps: readonly DoctorStep[];
  readonly challenge: Challenge | undefined;
  /** Time of the service, ms since the epoch. */
  readonly serviceTime: number | undefined;
}

/** What Entra ID and the vault tolerate, in seconds. */
const MAX_SKEW = 300;
const FOREIGN_RESOURCE =
  'Check that the name belongs to the cloud that you mean; the Azure SDK refuses a challenge for another domain.';

/** Asks without a token, as every client does once: the answer names tenant and audience, and needs no right. */
export async function checkChallenge(endpoint: VaultEndpoint, timeout: number): Promise<ChallengeResult> {
  const url = `https://${endpoint.host}/${endpoint.service === 'vault' ? 'secrets' : 'keys'}?maxresults=1&api-version=7.4`;
  try {
    const sentAt = Date.now();
    const answer = await ask({ url, timeout });
    const header = readHeaders(answer.headers);
    const challenge = answer.status === 401 ? parseChallenge(header('www-authenticate')) : undefined;
    const serviceTime = httpDate(header('date'));
    const { region, connectionType } = readServiceHeaders(header);
    const place = [region && `region ${region}`, connectionType && `seen as ${connectionType}`].filter((part) => part);
    const clock = serviceTime === undefined ? [] : [checkClock(sentAt, serviceTime)];
    if (challenge !== undefined) {
      return { steps: [challengeStep(endpoint, challenge, place), ...clock], challenge, serviceTime };
    }
    const diagnosis = diagnose({ request: { method: 'GET', url }, response: answer, followedByCredentials: true });
    const step: DoctorStep = {
      name: 'challenge',
      verdict: 'failure',
      found: [`The vault answered ${answer.status} instead of asking for a token.`, ...(diagnosis?.evidence ?? [])],
      cause: diagnosis?.cause,
      remedy: diagnosis?.remedy,
      reference: diagnosis?.reference,
    };
    return { steps: [step, ...clock], challenge: undefined, serviceTime };
  } catch (error) {
    const { found, remedy } = connectionTrouble(error);
    const step: DoctorStep = {
      name: 'challenge',
      verdict: 'failure',
      found: [found],
      cause: 'connection_failed',
      remedy,
    };
    return { steps: [step], challenge: undefined, serviceTime: undefined };
  }
}

function challengeStep(endpoint: VaultEndpoint, challenge: Challenge, place: readonly unknown[]): DoctorStep {
  const { tenantId = 'unknown', resource = 'unknown' } = challenge;
  const found = [
    `The vault belongs to tenant ${tenantId} and wants a token for ${resource}.`,
    ...(place.length === 0 ? [] : [`It answered: ${place.join(', ')}.`]),
  ];
  const target = tokenTarget(endpoint, challenge);
  if (target === undefined) {
    return {
      name: 'challenge',
      verdict: 'failure',
      found: [...found, 'That is no resource of this host, so no token for it is asked for.'],
      cause: 'token_missing',
      remedy: FOREIGN_RESOURCE,
    };
  }
  if (target.resource === resource) return { name: 'challenge', verdict: 'ok', found };
  return {
    name: 'challenge',
    verdict: 'warning',
    found: [...found, `A vault of this cloud asks for ${target.resource}: a token is asked for that, and no other.`],
    remedy: FOREIGN_RESOURCE,
  };
}

function checkClock(localTime: number, serviceTime: number): DoctorStep {
  const ahead = (localTime - serviceTime) / 1000;
  const skew = Math.abs(ahead);
  // `Date` has whole seconds, and the answer took some time.
  if (skew < 5) return { name: 'clock', verdict: 'ok', found: ['The clock of this machine agrees with the vault.'] };
  const found = [`The clock of this machine is ${formatSeconds(skew)} ${ahead > 0 ? 'ahead of' : 'behind'} the vault.`];
  if (skew < MAX_SKEW) return { name: 'clock', verdict: skew < 60 ? 'ok' : 'warning', found };
  return {
    name: 'clock',
    verdict: 'failure',
    found,
    cause: ahead < 0 ? 'token_not_yet_valid' : 'token_expired',
    remedy: 'Synchronise the clock of this machine: tokens are judged by the time of the service.',
  };
}
