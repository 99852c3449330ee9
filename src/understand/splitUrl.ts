// SPDX-License-Identifier: Apache-2.0

/** The parts of an absolute URL that say where a request went. */
export interface UrlParts {
  /** Host and port as written, without user name and password. */
  readonly host: string;
  /** Path and query as written; `/` when the URL has none. */
  readonly target: string;
}

/** Splits an absolute `http(s)` URL without normalising anything; `undefined` when it is none. Linear, never throws. */
export function splitUrl(url: string): UrlParts | undefined {
  const scheme = url.slice(0, 8).toLowerCase();
  const start = scheme === 'https://' ? 8 : scheme.startsWith('http://') ? 7 : -1;
  if (start < 0) return undefined;
  let end = start;
  while (end < url.length && !'/?#\\'.includes(url.charAt(end))) end++;
  const authority = url.slice(start, end);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (host === '') return undefined;
  const rest = url.slice(end);
  return { host, target: rest.startsWith('/') ? rest : `/${rest}` };
}
