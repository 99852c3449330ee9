// SPDX-License-Identifier: Apache-2.0

/** What is shorter stands in many texts, and is of no use to anybody. */
const minLength = 12;
const runs = /[\w-]{12,}/g;

/**
 * Whether a text of an answer repeats a part of the credential that was sent: a vault, or what stands in its place, may write
 * it where an id or a code belongs, and has the form of one.
 *
 * @param sent the header `Authorization`; asked for only where the text is long enough.
 */
export function isEcho(text: string | undefined, sent: () => string | undefined): boolean {
  const long = text === undefined || text.length < minLength ? null : text.match(runs);
  const credential = long === null ? undefined : sent();
  if (long === null || credential === undefined) return false;
  return long.some((run) => {
    for (let at = 0; at + minLength <= run.length; at += 1) {
      if (credential.includes(run.slice(at, at + minLength))) return true;
    }
    return false;
  });
}
