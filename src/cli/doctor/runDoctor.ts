// SPDX-License-Identifier: Apache-2.0
import type { VaultEndpoint } from '../../understand/Endpoint.ts';
import { type ChallengeResult, checkChallenge } from './checkChallenge.ts';
import { checkCredential } from './checkCredential.ts';
import { checkName } from './checkName.ts';
import { checkRead } from './checkRead.ts';
import { checkTls } from './checkTls.ts';
import { checkToken } from './checkToken.ts';
import type { DoctorStep } from './DoctorStep.ts';

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

const SKIPPED_READ: DoctorStep = {
  name: 'read',
  verdict: 'skipped',
  found: ['There is no token to read with.'],
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
  const resource = challenge?.resource ?? endpoint.audience;
  if (resource === undefined) return steps;
  const { step, token } = await checkCredential({ resource, tenantId: challenge?.tenantId, directory, timeout });
  done(step);
  if (token !== undefined) done(checkToken(token, { endpoint, challenge, serviceTime }));
  if (object !== undefined) {
    done(token === undefined ? SKIPPED_READ : await checkRead({ endpoint, object, token, timeout }));
  }
  return steps;
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
