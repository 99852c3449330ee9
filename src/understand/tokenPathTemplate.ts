// SPDX-License-Identifier: Apache-2.0
import type { IdentitySource } from './Endpoint.ts';

const maxPath = 256;

/** Path of a token request without query, and with the tenant of Entra ID replaced. */
export function tokenPathTemplate(target: string, source: IdentitySource): string {
  const query = target.indexOf('?');
  const path = (query < 0 ? target : target.slice(0, query)).slice(0, maxPath);
  return source === 'entra' ? path.replace(/^\/+[^/]+/, '/{tenant}') : path;
}
