// SPDX-License-Identifier: Apache-2.0
import type { TokenEndpoint } from './Endpoint.ts';

/** The only path at which a token is asked for with a form. */
export const TOKEN_PATH = /\/token\/*(?:[?#]|$)/i;
/** That of Entra ID, or of what is read before the first token. */
const OF_ENTRA = new RegExp(`${TOKEN_PATH.source}|\\/\\.well-known\\/+openid-configuration\\/*(?:[?#]|$)`, 'i');
/** Path of a managed identity's endpoint, or the one member of a query that all others have. */
const OF_THIS_MACHINE = /\/(?:oauth2\/+token|msi\/+(?:auth|token))\/*(?:[?#]|$)|[?&]resource=/i;

/**
 * Whether a request to what can be a token endpoint, as every address of this machine can, is worth a closer look: told by
 * its path alone, so that all others cost no more than this. {@link understandTokenRequest} decides.
 *
 * @param target Path and query.
 */
export function mayAskForToken(endpoint: TokenEndpoint, target: string): boolean {
  return (endpoint.source === 'entra' ? OF_ENTRA : OF_THIS_MACHINE).test(target);
}
