// SPDX-License-Identifier: Apache-2.0
import type { Operation } from './Operation.ts';

/** What stands in words of a code by chance. */
const minLength = 4;
const encodedSign = /%([2-7][\da-f])/gi;

/**
 * Whether a text of an answer names the object that was asked for: a gateway may write a sentence where a code belongs. A
 * name that is a plain word counts as a word only: `SecretNotFound` is a code, whatever the object is called.
 */
export function namesObject(
  text: string | undefined,
  { objectName, objectVersion }: Pick<Operation, 'objectName' | 'objectVersion'>,
): boolean {
  if (text === undefined) return false;
  const lower = text.toLowerCase();
  return [objectName, objectVersion].some(
    (given) => given !== undefined && given !== '' && formsOf(given).some((name) => holds(lower, name)),
  );
}

/** As the program wrote it into the URL, and as the service reads that. */
function formsOf(given: string): readonly string[] {
  const name = given.toLowerCase();
  if (!name.includes('%')) return [name];
  const decoded = name.replace(encodedSign, (_sign, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return [name, decoded.toLowerCase()];
}

function holds(lower: string, name: string): boolean {
  if (name.length >= minLength && /[^a-z]/.test(name)) return lower.includes(name);
  return [/[^a-z0-9-]+/, /[^a-z0-9]+/].some((between) => lower.split(between).includes(name));
}
