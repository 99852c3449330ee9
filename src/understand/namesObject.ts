// SPDX-License-Identifier: Apache-2.0
import type { Operation } from './Operation.ts';

/** What stands in words of a code by chance. */
const minLength = 4;

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
  return [objectName, objectVersion].some((given) => {
    const name = given?.toLowerCase() ?? '';
    if (name === '') return false;
    if (name.length >= minLength && /[^a-z]/.test(name)) return lower.includes(name);
    return [/[^a-z0-9-]+/, /[^a-z0-9]+/].some((between) => lower.split(between).includes(name));
  });
}
