// SPDX-License-Identifier: Apache-2.0
import { randomBytes, randomUUID } from 'node:crypto';

/** The tenant of the fake: of its vaults, and of a credential that is to succeed. */
export const FAKE_TENANT_ID = '3f9a1c52-6d0e-4b7a-8c21-5e7d90b4a6f1';
/** The object id of every caller that a scenario does not say otherwise about. */
export const FAKE_OBJECT_ID = 'b8e6d2a4-17c3-4f59-9a0b-6d2f8c1e3b75';

export interface AccessTokenOptions {
  readonly audience: string;
  readonly tenantId?: string;
  readonly clientId: string;
  /** Seconds from now to `exp`; negative makes a token that has expired. */
  readonly lifetime?: number;
  /** Over the ordinary claims; `undefined` takes a claim away. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A token with the claims of a real v1 application token, and a signature that nobody made. */
export function makeAccessToken({
  audience,
  tenantId = FAKE_TENANT_ID,
  clientId,
  lifetime = 86_399,
  claims = {},
}: AccessTokenOptions): string {
  const now = Math.floor(Date.now() / 1000);
  const keyId = randomBytes(20).toString('base64url');
  const header = { typ: 'JWT', alg: 'RS256', x5t: keyId, kid: keyId };
  const payload = {
    aud: audience,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: now - 300 + Math.min(0, lifetime),
    nbf: now - 300 + Math.min(0, lifetime),
    exp: now + lifetime,
    aio: randomBytes(30).toString('base64'),
    appid: clientId,
    appidacr: '1',
    idp: `https://sts.windows.net/${tenantId}/`,
    idtyp: 'app',
    oid: FAKE_OBJECT_ID,
    rh: `1.${randomBytes(18).toString('base64url')}.`,
    sub: FAKE_OBJECT_ID,
    tid: tenantId,
    uti: randomUUID().replaceAll('-', '').slice(0, 22),
    ver: '1.0',
    ...claims,
  };
  return [encoded(header), encoded(payload), randomBytes(256).toString('base64url')].join('.');
}

/** The claims of a token, or `undefined` when it is no JWT. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function encoded(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
