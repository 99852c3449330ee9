// SPDX-License-Identifier: Apache-2.0
import { diagnose } from '../../diagnosis.ts';
import type { VaultEndpoint } from '../../understand/Endpoint.ts';
import { ask } from './ask.ts';
import { connectionTrouble } from './connectionTrouble.ts';
import type { DoctorStep } from './DoctorStep.ts';

/** Reads one object with the token; its value is neither read from the answer nor shown. */
export async function checkRead(options: {
  readonly endpoint: VaultEndpoint;
  /** `secrets/name`. */
  readonly object: string;
  readonly token: string;
  readonly timeout: number;
}): Promise<DoctorStep> {
  const { endpoint, object, token, timeout } = options;
  const url = `https://${endpoint.host}/${object}?api-version=7.4`;
  const authorization = `Bearer ${token}`;
  try {
    const answer = await ask({ url, authorization, timeout });
    if (answer.status < 400) {
      return { name: 'read', verdict: 'ok', found: [`${object} can be read (${answer.status}).`] };
    }
    const diagnosis = diagnose({ request: { method: 'GET', url, headers: { authorization } }, response: answer });
    const action = diagnosis?.error?.fields['action'] ?? diagnosis?.error?.fields['permission'];
    return {
      name: 'read',
      verdict: 'failure',
      found: [
        `Reading ${object} was answered with ${answer.status}.`,
        ...(diagnosis?.evidence ?? []),
        ...(typeof action === 'string' ? [`Missing: ${action}.`] : []),
      ],
      cause: diagnosis?.cause,
      remedy: diagnosis?.remedy,
      reference: diagnosis?.reference,
    };
  } catch (error) {
    const { found, remedy } = connectionTrouble(error);
    return { name: 'read', verdict: 'failure', found: [found], cause: 'connection_failed', remedy };
  }
}
