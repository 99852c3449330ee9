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
  // In whatever stands there twelve signs long, six of them begin at a sixth sign: nearly all texts are done with those.
  const half = minLength / 2;
  return long.some((run) => holds(credential, run, half, half) && holds(credential, run, minLength, 1));
}

/** Whether the credential holds one of the pieces of so many signs that begin at every `step`th sign of a run. */
function holds(credential: string, run: string, length: number, step: number): boolean {
  for (let at = 0; at + length <= run.length; at += step) {
    if (credential.includes(run.slice(at, at + length))) return true;
  }
  return false;
}
