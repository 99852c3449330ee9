// SPDX-License-Identifier: Apache-2.0
import type { VaultEndpoint } from '../../understand/Endpoint.ts';
import { type ChallengeResult, checkChallenge } from './checkChallenge.ts';
import { checkCredential } from './checkCredential.ts';
import { checkName } from './checkName.ts';
import { checkRead } from './checkRead.ts';
import { checkTls } from './checkTls.ts';
import { checkToken } from './checkToken.ts';
import type { DoctorStep } from './DoctorStep.ts';
import { tokenTarget } from './tokenTarget.ts';

export interface DoctorOptions {
  readonly endpoint: VaultEndpoint;
  /** `secrets/name`: what is read, if anything. */
  readonly object: string | undefined;
  /** Where `@azure/identity` is looked for. */
  readonly directory: string;
  /** Of each step, ms. */
  readonly timeout: number;
  readonly onStep: (step: DoctorStep) => void;
}

const NO_TARGET: DoctorStep = {
  name: 'credential',
  verdict: 'skipped',
  found: ['It is not known what a token for this host would be for, so none was asked for.'],
};

const NOT_CONNECTED: ChallengeResult = {
  steps: [{ name: 'challenge', verdict: 'skipped', found: ['There is no connection to ask over.'] }],
  challenge: undefined,
  serviceTime: undefined,
};

/** Checks what a call to a vault needs, in the order in which it is needed; needs no right on the vault. */
export async function runDoctor(options: DoctorOptions): Promise<readonly DoctorStep[]> {
  const { endpoint, object, directory, timeout, onStep } = options;
  const steps: DoctorStep[] = [];
  const done = (step: DoctorStep): void => {
    steps.push(step);
    onStep(step);
  };
  const [name, tls] = await Promise.all([checkName(endpoint.host), checkTls(endpoint.host, timeout)]);
  done(tls.verdict === 'ok' ? withoutDoubt(name) : name);
  done(tls);
  const {
    steps: challengeSteps,
    challenge,
    serviceTime,
  } = tls.verdict === 'ok' ? await checkChallenge(endpoint, timeout) : NOT_CONNECTED;
  for (const step of challengeSteps) done(step);
  const target = tokenTarget(endpoint, challenge);
  const { step, token } =
    target === undefined
      ? { step: NO_TARGET, token: undefined }
      : await checkCredential({ ...target, directory, timeout });
  done(step);
  if (token === undefined) {
    if (object !== undefined) done(skippedRead('There is no token to read with.'));
    return steps;
  }
  const judged = checkToken(token, { endpoint, tenantId: target?.tenantId, serviceTime });
  done(judged);
  if (object === undefined) return steps;
  // A token for another service is of use to whoever gets it.
  const isForeign = judged.cause === 'token_audience_mismatch';
  done(
    isForeign
      ? skippedRead('The token is for another audience, so it was not sent.')
      : await checkRead({ endpoint, object, token, timeout }),
  );
  return steps;
}

function skippedRead(reason: string): DoctorStep {
  return { name: 'read', verdict: 'skipped', found: [reason] };
}

/** A name that DNS does not know and a connection that works all the same: a hosts file, or a proxy. */
function withoutDoubt(step: DoctorStep): DoctorStep {
  if (step.verdict !== 'failure') return step;
  const { name, found } = step;
  return {
    name,
    verdict: 'warning',
    found: [...found, 'The connection works all the same, so something other than DNS leads there.'],
  };
}
