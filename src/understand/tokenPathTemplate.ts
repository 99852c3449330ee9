// SPDX-License-Identifier: Apache-2.0
import type { IdentitySource } from './Endpoint.ts';
import { splitUrl } from './splitUrl.ts';

const maxPath = 256;

/**
 * Path of a token request without query, and with the tenant of Entra ID replaced.
 *
 * @param sent Path and query; a whole URL where it goes through a proxy.
 */
export function tokenPathTemplate(sent: string, source: IdentitySource): string {
  const target = sent.startsWith('/') ? sent : (splitUrl(sent)?.target ?? `/${sent}`);
  const query = target.indexOf('?');
  const path = (query < 0 ? target : target.slice(0, query)).slice(0, maxPath);
  return source === 'entra' ? path.replace(/^\/+[^/]+/, '/{tenant}') : path;
}
