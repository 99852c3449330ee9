// SPDX-License-Identifier: Apache-2.0
import type { TokenEndpoint } from './Endpoint.ts';

/** A request for an access token, understood before the answer is there. Holds no credential. */
export interface TokenCall {
  readonly kind: 'token';
  readonly method: string;
  readonly endpoint: TokenEndpoint;
  /** Tenant of the URL (`common`, a GUID or a domain name); Entra ID only. */
  readonly tenantId?: string | undefined;
  readonly clientId?: string | undefined;
  /** What the token is asked for: `resource`, or `scope` without `/.default`. */
  readonly resource?: string | undefined;
  readonly grantType?: string | undefined;
  /** Whether `resource` is Key Vault or Managed HSM; `undefined` when the request did not tell. */
  readonly forVault: boolean | undefined;
  /** Whether this is the availability probe of a managed identity endpoint, sent without its header on purpose. */
  readonly probe: boolean;
  /** Whether this only looks the tenant up, as clients do before they ask: nothing to record unless it fails. */
  readonly discovery: boolean;
}
