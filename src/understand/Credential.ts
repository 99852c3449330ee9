// SPDX-License-Identifier: Apache-2.0
import type { Identity } from './Identity.ts';

/**
 * What an `Authorization` header carried.
 *
 * - `none`: no header, or an empty one
 * - `token`: a JWT that could be decoded; `identity` is there
 * - `malformed`: something that is not a JWT
 * - `redacted`: a placeholder that some tool put in the token's place; nothing can be said about the token
 * - `other`: a scheme that carries no access token (`Basic`, ...)
 */
export type CredentialKind = 'none' | 'token' | 'malformed' | 'redacted' | 'other';

/** The credential of one request, without any part of the credential itself. */
export interface Credential {
  readonly kind: CredentialKind;
  readonly identity?: Identity | undefined;
}
