// SPDX-License-Identifier: Apache-2.0
import { claimsOf } from './accessToken.ts';

const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const MEMBERS: readonly (readonly [claim: string, pattern: RegExp, text: (value: string) => string])[] = [
  ['appid', new RegExp(`\\bappid=${GUID}`, 'i'), (value) => `appid=${value}`],
  ['oid', new RegExp(`\\boid=${GUID}`, 'i'), (value) => `oid=${value}`],
  ['iss', new RegExp(`\\biss=https://sts\\.windows\\.net/${GUID}/`, 'i'), (value) => `iss=${value}`],
];

/**
 * The body with the caller that the token names, as the real service writes it: the ids in the recorded bodies are masks.
 * A service of Microsoft (`name=...`) stays what it is.
 */
export function withCaller(body: string, token: string | undefined): string {
  const claims = token === undefined ? undefined : claimsOf(token);
  if (claims === undefined || body.includes('name=')) return body;
  return MEMBERS.reduce((text, [claim, pattern, member]) => {
    const value = claims[claim];
    return typeof value === 'string' ? text.replace(pattern, () => member(value)) : text;
  }, body);
}
