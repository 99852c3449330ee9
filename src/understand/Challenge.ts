// SPDX-License-Identifier: Apache-2.0

/** What a `WWW-Authenticate` header asks for. */
export interface Challenge {
  readonly scheme: 'bearer' | 'pop' | 'basic';
  /** Tenant of the vault, last path part of `authorization`. */
  readonly tenantId?: string | undefined;
  readonly resource?: string | undefined;
  /** `insufficient_claims` marks continuous access evaluation. */
  readonly error?: string | undefined;
  readonly hasClaims: boolean;
}
