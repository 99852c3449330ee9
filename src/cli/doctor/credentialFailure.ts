// SPDX-License-Identifier: Apache-2.0
import { explainText } from '../explain/explainText.ts';
import { printable } from '../terminal/printable.ts';
import type { DoctorStep } from './DoctorStep.ts';

const CHAIN = 'https://aka.ms/azsdk/js/identity/credential-chains#defaultazurecredential-overview';
const MAX_REASONS = 10;
const MAX_REASON = 160;

/** What no credential of the chain giving a token means, from the error that it throws. */
export function credentialFailure(error: unknown): DoctorStep {
  const texts = messagesOf(error);
  const text = texts.join('\n');
  // Where nobody is signed in, every credential of the chain says what it lacks; there a managed identity is no more missing
  // than all else.
  const isRefused = texts.length === 1 || /identity not found/i.test(text);
  const explained = explainText(text).errors.find(({ cause }) => isRefused || cause !== 'managed_identity_not_found');
  return {
    name: 'credential',
    verdict: 'failure',
    found: [
      'No credential of the default chain gives a token:',
      ...texts.slice(0, MAX_REASONS).flatMap((text) => reasonsOf(text)),
    ],
    cause: explained?.cause ?? 'token_missing',
    remedy:
      explained?.diagnosis.remedy ?? 'Sign in with az login, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and a credential.',
    reference: explained?.diagnosis.reference ?? CHAIN,
  };
}

/** An error of the chain holds one for each credential. */
function messagesOf(error: unknown): readonly string[] {
  const list: unknown = error instanceof Error && 'errors' in error ? error.errors : undefined;
  const errors: readonly unknown[] = Array.isArray(list) && list.length > 0 ? list : [error];
  return errors.map((one) => (one instanceof Error ? one.message : String(one)));
}

/** The first line names the credential, and the one after `More details:` what went wrong. */
function reasonsOf(text: string): readonly string[] {
  const [first = '', ...others] = text.split('\n').map((line) => line.trim());
  const details = others.slice(others.indexOf('More details:') + 1).find((line) => line !== '');
  const isDetailed = others.includes('More details:') && details !== undefined;
  return [first, ...(isDetailed ? [details] : [])].map((line) => cut(printable(line)));
}

function cut(line: string): string {
  return line.length <= MAX_REASON ? line : `${line.slice(0, MAX_REASON)} ...`;
}
