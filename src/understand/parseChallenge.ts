// SPDX-License-Identifier: Apache-2.0
import type { Challenge } from './Challenge.ts';

type Scheme = Challenge['scheme'];

interface ParsedScheme {
  readonly name: string;
  readonly parameters: Map<string, string>;
}

const maxLength = 16 * 1024;
const maxSchemes = 8;
const maxValueLength = 256;

/** Of several challenges in one header, the one that a client of Key Vault answers. */
const preference: readonly Scheme[] = ['bearer', 'pop', 'basic'];

/** Path parts that Entra ID and AD FS use where a tenant would stand. */
const notTenants = new Set(['common', 'organizations', 'consumers', 'adfs']);

/**
 * Reads a `WWW-Authenticate` header: quoted values with commas, several schemes in one header, and the parameter names
 * `authorization`, `authorization_uri` and `authorization_url`.
 *
 * @returns `undefined` when there is no header, or no scheme in it is `Bearer`, `PoP` or `Basic`. Linear, never throws.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  if (!header) return undefined;
  const schemes = schemesOf(header.slice(0, maxLength));
  for (const scheme of preference) {
    const found = schemes.find(({ name }) => name === scheme);
    if (found) return challengeOf(scheme, found.parameters);
  }
  return undefined;
}

function challengeOf(scheme: Scheme, parameters: ReadonlyMap<string, string>): Challenge {
  const authorization =
    parameters.get('authorization') ?? parameters.get('authorization_uri') ?? parameters.get('authorization_url');
  const scope = parameters.get('scope');
  return {
    scheme,
    tenantId: tenantOf(authorization),
    resource: bounded(parameters.get('resource') ?? scope?.replace(/\/\.default$/, '')),
    error: bounded(parameters.get('error')),
    hasClaims: (parameters.get('claims') ?? '') !== '',
  };
}

/** The tenant is the first path part: in `authorization` the only one, in `authorization_uri` more of the endpoint follows. */
function tenantOf(authorization: string | undefined): string | undefined {
  if (!authorization) return undefined;
  const schemeEnd = authorization.indexOf('://');
  const pathAt = authorization.indexOf('/', schemeEnd < 0 ? 0 : schemeEnd + 3);
  if (pathAt < 0) return undefined;
  const tenant = authorization.slice(pathAt + 1).split(/[/?#]/, 1)[0];
  return tenant && !notTenants.has(tenant.toLowerCase()) ? bounded(tenant) : undefined;
}

function bounded(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value.slice(0, maxValueLength);
}

function schemesOf(header: string): readonly ParsedScheme[] {
  const schemes: ParsedScheme[] = [];
  let at = 0;
  while (at < header.length) {
    at = skip(header, at, ' \t,');
    const nameEnd = until(header, at, ' \t,="');
    if (nameEnd === at) {
      // A stray sign: step over it, so that the loop always ends.
      at++;
      continue;
    }
    const name = header.slice(at, nameEnd).toLowerCase();
    at = skip(header, nameEnd, ' \t');
    if (header[at] !== '=') {
      if (schemes.length === maxSchemes) break;
      schemes.push({ name, parameters: new Map() });
      continue;
    }
    const value = valueAt(header, skip(header, at + 1, ' \t'));
    at = value.end;
    const parameters = schemes.at(-1)?.parameters;
    if (parameters && !parameters.has(name)) parameters.set(name, value.text);
  }
  return schemes;
}

function valueAt(header: string, start: number): { readonly text: string; readonly end: number } {
  if (header[start] !== '"') {
    const end = until(header, start, ' \t,');
    return { text: header.slice(start, end), end };
  }
  const parts: string[] = [];
  let from = start + 1;
  let at = from;
  while (at < header.length && header[at] !== '"') {
    if (header[at] === '\\') {
      parts.push(header.slice(from, at));
      from = at + 1;
      at++;
    }
    at++;
  }
  parts.push(header.slice(from, at));
  return { text: parts.join(''), end: at + 1 };
}

function skip(text: string, start: number, signs: string): number {
  let at = start;
  while (at < text.length && signs.includes(text.charAt(at))) at++;
  return at;
}

function until(text: string, start: number, signs: string): number {
  let at = start;
  while (at < text.length && !signs.includes(text.charAt(at))) at++;
  return at;
}
