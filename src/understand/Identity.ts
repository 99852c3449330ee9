// SPDX-License-Identifier: Apache-2.0

/** Who a token speaks for. */
export type IdentityType = 'application' | 'managed_identity' | 'user' | 'unknown';

/** How the client proved itself to Entra ID: claim `appidacr` (v1) or `azpacr` (v2), 0, 1, 2. */
export type ClientType = 'public' | 'shared' | 'certificate';

/**
 * The claims of an access token that say who calls, decoded and not verified: what the client *sent*.
 * Of claims that name a person no more is looked at than whether they are there.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export interface Identity {
  /** Claim `aud`. */
  readonly audience?: string | undefined;
  /** Claim `iss`. */
  readonly issuer?: string | undefined;
  /** Claim `tid`. */
  readonly tenantId?: string | undefined;
  /** Claim `appid` (v1) or `azp` (v2). */
  readonly appId?: string | undefined;
  /** Claim `oid`. */
  readonly objectId?: string | undefined;
  /** Claim `iat`, Unix seconds. */
  readonly issuedAt?: number | undefined;
  /** Claim `nbf`, Unix seconds. */
  readonly notBefore?: number | undefined;
  /** Claim `exp`, Unix seconds. */
  readonly expiresAt?: number | undefined;
  readonly type: IdentityType;
  readonly clientType?: ClientType | undefined;
  /** Claim `ver`. */
  readonly version?: '1.0' | '2.0' | undefined;
  /** Whether the token was delegated by a user (claim `scp` present). */
  readonly delegated: boolean;
}
