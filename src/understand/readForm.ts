// SPDX-License-Identifier: Apache-2.0

const maxLength = 64 * 1024;
const maxMemberLength = 1024;

/**
 * Reads some members of a query or an `application/x-www-form-urlencoded` body; names are compared in lower case, the
 * first of a repeated member counts, values of other members are never decoded, and long ones are cut. Never throws.
 */
export function readForm(text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const end = Math.min(text.length, maxLength);
  for (let at = 0; at < end; ) {
    const next = text.indexOf('&', at);
    const stop = next < 0 ? end : next;
    const member = text.slice(at, Math.min(stop, at + maxMemberLength));
    const equals = member.indexOf('=');
    const name = equals < 0 ? '' : decoded(member.slice(0, equals)).toLowerCase();
    if (wanted.has(name) && !found.has(name)) found.set(name, decoded(member.slice(equals + 1)));
    at = stop + 1;
  }
  return found;
}

function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
