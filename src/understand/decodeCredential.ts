// SPDX-License-Identifier: Apache-2.0
import { jwtDecode } from 'jwt-decode';
import type { Credential } from './Credential.ts';
import { fingerprint } from './fingerprint.ts';
import type { ClientType, Identity, IdentityType } from './Identity.ts';
import { isPlaceholder } from './isPlaceholder.ts';
import { ownText } from './ownText.ts';

const maxHeaderLength = 64 * 1024;
const maxClaimLength = 256;
const maxCached = 1_024;
/** Beyond, jwt-decode, which takes a token character by character, takes ten times as long, and milliseconds in the end. */
const maxForJwtDecode = 1_024;

/** Schemes whose value is an access token. */
const tokenSchemes = new Set(['bearer', 'pop', 'mtls_pop']);

/** What is decoded to be known. */
const costsTime: ReadonlySet<Credential['kind']> = new Set(['token', 'malformed']);

const none: Credential = { kind: 'none' };
const malformed: Credential = { kind: 'malformed' };
const redacted: Credential = { kind: 'redacted' };
const other: Credential = { kind: 'other' };

/** Decoding costs some 100 us, a hit some 2 us. Holds claims only: the key is a number, see {@link tokenKey}. */
const cache = new Map<number, Credential>();

/**
 * Tells what an `Authorization` header carried, and decodes the claims of an access token without verifying them.
 * Of claims that name a person no more is looked at than whether they are there, and no part of the token is kept. Never
 * throws.
 *
 * @param authorization the header's value: any case of the scheme, any number of blanks after it.
 */
export function decodeCredential(authorization: string | undefined): Credential {
  if (authorization === undefined || authorization === '') return none;
  if (authorization.length > maxHeaderLength) return malformed;
  const key = tokenKey(authorization);
  const known = key === undefined ? undefined : cache.get(key);
  if (key !== undefined && known !== undefined) {
    // Once something has to be forgotten, it should not be what is in use.
    if (cache.size >= maxCached) remember(key, known);
    return known;
  }
  const credential = decode(authorization);
  if (key !== undefined && costsTime.has(credential.kind)) remember(key, credential);
  return credential;
}

function decode(authorization: string): Credential {
  const value = authorization.trim();
  if (value === '') return none;
  const blank = value.search(/\s/);
  if (blank < 0) return withoutBlank(value);
  if (!tokenSchemes.has(value.slice(0, blank).toLowerCase())) return other;
  return decodeToken(value.slice(blank).trimStart());
}

/** A single word is a placeholder, a token whose scheme was forgotten, or a scheme that nothing follows. */
function withoutBlank(value: string): Credential {
  if (isPlaceholder(value)) return redacted;
  return value.startsWith('eyJ') ? malformed : other;
}

function decodeToken(token: string): Credential {
  const identity = identityOf(token);
  if (identity !== undefined) return { kind: 'token', identity };
  return isPlaceholder(token) ? redacted : malformed;
}

function remember(key: number, credential: Credential): void {
  cache.delete(key);
  if (cache.size >= maxCached) {
    const oldest = cache.keys().next();
    if (!oldest.done) cache.delete(oldest.value);
  }
  cache.set(key, credential);
}

/** 43 characters of base64url are 256 bits. */
const signatureEnd = 43;
/** Node's own, which goes through a token several times as fast; loaded with the first. */
let crc32: ((text: string) => number) | undefined;

/** The shortest scheme that is remembered: what is shorter than it and a signature has none. */
const schemeLength = 8;

/**
 * Stands for the whole header, and most of all for the end of the signature. Not by the signature alone: where signatures are
 * masked, or made up, all are the same. Without one, or with a short one, once more for the whole of it.
 */
function tokenKey(authorization: string): number | undefined {
  const end = authorization.length - signatureEnd;
  if (end < schemeLength) return undefined;
  const from = authorization.indexOf('.', end) < 0 ? end : 0;
  // Elsewhere than in Node, there is none.
  crc32 ??= globalThis.process?.getBuiltinModule?.('node:zlib').crc32 ?? fingerprint;
  const whole = authorization.length * 2 ** 32 + (crc32(authorization) % 2 ** 32);
  return fingerprint(authorization, { from, after: whole });
}

function identityOf(token: string): Identity | undefined {
  const claims = claimsOf(token);
  if (claims === undefined) return undefined;
  const version = text(claims['ver']);
  return {
    audience: text(claims['aud']),
    issuer: text(claims['iss']),
    tenantId: text(claims['tid']),
    appId: text(claims['appid']) ?? text(claims['azp']),
    objectId: text(claims['oid']),
    issuedAt: seconds(claims['iat']),
    notBefore: seconds(claims['nbf']),
    expiresAt: seconds(claims['exp']),
    type: identityType(claims),
    clientType: clientType(claims['appidacr'] ?? claims['azpacr']),
    version: version === '1.0' || version === '2.0' ? version : undefined,
    delegated: text(claims['scp']) !== undefined,
  };
}

/** Three parts in base64url, with or without padding, the last one empty when nothing is signed. */
const compactJws = /^[\w+/-]+=*\.[\w+/-]+=*\.[\w+/-]*=*$/;

type Claims = Readonly<Record<string, unknown>>;

function claimsOf(token: string): Claims | undefined {
  // jwt-decode looks at the second part only, and would read a whole token response as the token inside it.
  if (!compactJws.test(token)) return undefined;
  try {
    const isLong = token.length > maxForJwtDecode && globalThis.Buffer !== undefined;
    const claims = isLong ? decodeLong(token) : jwtDecode<unknown>(token);
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims) ? ownOf(claims) : undefined;
  } catch {
    return undefined;
  }
}

/** What is in the token only, not what a program has put on `Object.prototype`. */
function ownOf(claims: object): Claims {
  return Object.setPrototypeOf(claims, null) as Claims;
}

/** As jwt-decode does, of a token with many groups or roles. */
function decodeLong(token: string): unknown {
  const [, claims = ''] = token.split('.', 2);
  const padding = claims.indexOf('=');
  const data = padding < 0 ? claims : claims.slice(0, padding);
  // `Buffer` stops at what is no base64, and says nothing.
  if (data.length % 4 === 1) return undefined;
  return JSON.parse(Buffer.from(data, 'base64url').toString());
}

/** Claims of tokens that a user is behind, whatever is in them. */
const userClaims = ['scp', 'upn', 'unique_name', 'preferred_username'];
/** Ids that only tokens of managed identities carry. */
const managedIdentityClaims = ['xms_mirid', 'xms_az_rid'];

/**
 * In this order: `idtyp`, where it says `app`; what only tokens of users carry; what only those of managed identities do; a
 * principal that is its own subject, or has roles, is an application.
 */
function identityType(claims: Claims): IdentityType {
  const idtyp = text(claims['idtyp'])?.toLowerCase();
  const isManaged = managedIdentityClaims.some((name) => text(claims[name]) !== undefined);
  if (idtyp === 'app') return isManaged ? 'managed_identity' : 'application';
  if (idtyp === 'user' || userClaims.some((name) => Object.hasOwn(claims, name))) return 'user';
  if (isManaged) return 'managed_identity';
  const isClient = (text(claims['appid']) ?? text(claims['azp'])) !== undefined;
  const objectId = text(claims['oid']);
  const isOwnSubject = objectId !== undefined && objectId === text(claims['sub']);
  return isClient && (isOwnSubject || Array.isArray(claims['roles'])) ? 'application' : 'unknown';
}

function clientType(value: unknown): ClientType | undefined {
  if (value === '0' || value === 0) return 'public';
  if (value === '1' || value === 1) return 'shared';
  if (value === '2' || value === 2) return 'certificate';
  return undefined;
}

function text(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  // A part would keep the whole.
  return value.length > maxClaimLength ? ownText(value.slice(0, maxClaimLength)) : value;
}

/** The end of the year 9999: what lies beyond is no time in seconds. */
const maxSeconds = 253_402_300_799;

function seconds(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= maxSeconds ? value : undefined;
}
