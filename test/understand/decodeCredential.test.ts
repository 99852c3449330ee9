// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { jwtDecode } from 'jwt-decode';
import { describe, expect, it, vi } from 'vitest';
import { decodeCredential } from '../../src/understand/decodeCredential.ts';
import { sampleClaims, sampleToken } from './sampleToken.ts';

const identityOf = (claims: unknown) => decodeCredential(`Bearer ${sampleToken(claims)}`).identity;

describe('decodeCredential', () => {
  it('reads the claims that say who calls, after any number of blanks', () => {
    const { kind, identity } = decodeCredential(`Bearer     ${sampleToken()}`);

    expect(kind).toBe('token');
    expect(identity).toEqual({
      audience: 'https://vault.azure.net',
      issuer: 'https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/',
      tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
      appId: 'fad7d5b3-69d6-4b48-9259-8d12124e1cf1',
      objectId: '39907814-5b0e-4b9f-9c1a-0c5f0f9b0c11',
      issuedAt: 1548697513,
      notBefore: 1548697513,
      expiresAt: 1548701413,
      type: 'application',
      clientType: 'shared',
      version: '1.0',
      delegated: false,
    });
  });

  it('reads the names of version 2.0', () => {
    const identity = identityOf({ azp: 'an-application', azpacr: '2', ver: '2.0' });

    expect(identity).toMatchObject({ appId: 'an-application', clientType: 'certificate', version: '2.0' });
  });

  it.each(['bearer', 'BEARER', 'PoP', 'MTLS_POP'])('knows the scheme %s', (scheme) => {
    expect(decodeCredential(`${scheme}\t ${sampleToken()}`).kind).toBe('token');
  });

  it.each([
    ['managed_identity', { xms_mirid: '/subscriptions/x', idtyp: 'app' }],
    ['managed_identity', { xms_az_rid: '/subscriptions/x' }],
    ['application', { idtyp: 'app' }],
    ['application', { appid: 'a', oid: 'o', sub: 'o' }],
    ['application', { azp: 'a', roles: ['r'] }],
    ['user', { idtyp: 'user' }],
    ['user', { appid: 'a', oid: 'o', sub: 's', scp: 'user_impersonation' }],
    ['user', { appid: 'a', oid: 'o', sub: 'o', scp: ['user_impersonation'] }],
    ['user', { appid: 'a', oid: 'o', sub: 'o', scp: '' }],
    ['user', { oid: 'o', sub: 's', preferred_username: 'p' }],
    ['user', { appid: 'a', oid: 'o', sub: 'o', upn: 'p' }],
    ['user', { azp: 'a', roles: ['r'], unique_name: null }],
    ['user', { xms_az_rid: '/subscriptions/x', upn: 'p' }],
    ['application', { idtyp: 'app', scp: '' }],
    ['managed_identity', { xms_mirid: '/subscriptions/x', appid: 'a', oid: 'o', sub: 'o' }],
    ['unknown', { appid: 'a', oid: 'o', sub: 's' }],
    ['unknown', {}],
  ])('takes the caller for %s with claims %j', (type, claims) => {
    expect(identityOf(claims)?.type).toBe(type);
  });

  it('tells a delegated token by its scope', () => {
    expect(identityOf({ scp: 'user_impersonation' })?.delegated).toBe(true);
  });

  it('never hands over claims that name a person', () => {
    const people = {
      ...{ upn: 'person-1', name: 'person-2', email: 'person-3', ipaddr: 'person-4', groups: ['person-5'] },
      ...{ unique_name: 'person-6', preferred_username: 'person-7' },
    };

    expect(JSON.stringify(identityOf({ ...sampleClaims, ...people }))).not.toContain('person');
  });

  it('ignores claims of the wrong type and cuts long ones', () => {
    const identity = identityOf({
      aud: ['a'],
      tid: { a: 1 },
      oid: 7,
      exp: '1548701413',
      nbf: -1,
      iat: 1e300,
      iss: 'i'.repeat(9999),
    });

    expect(identity).toMatchObject({ audience: undefined, tenantId: undefined, objectId: undefined });
    expect(identity).toMatchObject({ expiresAt: undefined, notBefore: undefined, issuedAt: undefined });
    expect(identity?.issuer).toHaveLength(256);
  });

  it.each([0, 100])('reads a token with %d groups as jwt-decode does', (groups) => {
    const claims = {
      ...sampleClaims,
      iss: 'https://sts.example/tänänt-ß-𝒳/',
      groups: Array(groups).fill('g'.repeat(36)),
    };
    const token = sampleToken(claims);
    expect(jwtDecode(token)).toEqual(claims);
    expect(decodeCredential(`Bearer ${token}`)).toMatchObject({
      kind: 'token',
      identity: { issuer: claims.iss, tenantId: claims.tid, appId: claims.appid, expiresAt: claims.exp },
    });
  });

  it.each(['A', '=A'])('takes a long token whose claims end in %s for damaged, as it does a short one', (end) => {
    for (const groups of [0, 100]) {
      const [head, claims = '', signature] = sampleToken({ groups: Array(groups).fill('g'.repeat(36)) }).split('.');
      const padded = `${claims}${'A'.repeat((4 - (claims.length % 4)) % 4)}${end}`;
      expect(decodeCredential(`Bearer ${head}.${padded}.${signature}`).kind).toBe('malformed');
    }
  });

  it('tells tokens apart whose signatures are masked, or made up', () => {
    for (const signature of ['x'.repeat(342), 'c2lnbmF0dXJl'.repeat(8)]) {
      const appIds = ['one', 'two', 'one'].map((appid) => {
        const [head, claims] = sampleToken({ ...sampleClaims, appid }).split('.');
        return decodeCredential(`Bearer ${head}.${claims}.${signature}`).identity?.appId;
      });
      expect(appIds).toEqual(['one', 'two', 'one']);
    }
  });

  it('reads a token where there is no Node', async () => {
    vi.stubGlobal('process', undefined);
    vi.resetModules();
    const fresh = await import('../../src/understand/decodeCredential.ts');
    const appIds = ['one', 'two', 'one'].map(
      (appid) => fresh.decodeCredential(`Bearer ${sampleToken({ ...sampleClaims, appid })}`).identity?.appId,
    );
    vi.unstubAllGlobals();
    expect(appIds).toEqual(['one', 'two', 'one']);
  });

  it('keeps what is in use when there are more tokens than it remembers', () => {
    const inUse = `Bearer ${sampleToken()}`;
    const first = decodeCredential(inUse);
    for (let index = 0; index < 3_000; index += 1) {
      decodeCredential(`Bearer ${sampleToken({ appid: `${index}` })}`);
      expect(decodeCredential(inUse)).toBe(first);
    }
  });

  it('forgets tokens beyond its bound', () => {
    const header = `Bearer ${sampleToken()}`;
    const first = decodeCredential(header);
    expect(decodeCredential(header)).toBe(first);
    for (let index = 0; index < 1_100; index += 1) decodeCredential(`Bearer ${sampleToken({ appid: `${index}` })}`);
    expect(decodeCredential(header)).toEqual(first);
    expect(decodeCredential(header)).not.toBe(first);
  });

  it('takes nothing that a program has put on Object.prototype for a claim', () => {
    const polluted = Object.prototype as Record<string, unknown>;
    polluted['idtyp'] = 'user';
    polluted['tid'] = 'somebody';
    try {
      const identity = identityOf({ appid: 'a', oid: 'o', sub: 'o' });
      expect(identity).toMatchObject({ type: 'application', tenantId: undefined });
    } finally {
      delete polluted['idtyp'];
      delete polluted['tid'];
    }
  });

  it('is not fooled by a claim called __proto__', () => {
    const claims = Buffer.from('{"__proto__":{"tid":"t"},"oid":"o"}').toString('base64url');

    expect(decodeCredential(`Bearer e30.${claims}.`).identity).toMatchObject({ tenantId: undefined, objectId: 'o' });
  });

  it('takes the last of two equal claims, as a JSON parser does', () => {
    const claims = Buffer.from('{"tid":"first","tid":"last"}').toString('base64url');

    expect(decodeCredential(`Bearer e30.${claims}.`).identity?.tenantId).toBe('last');
  });

  it.each([
    ['no header', undefined, 'none'],
    ['an empty header', '', 'none'],
    ['blanks', '   ', 'none'],
    ['a scheme alone', 'Bearer ', 'other'],
    ['basic credentials', 'Basic abc', 'other'],
    ['a word', 'Bearer undefined', 'malformed'],
    ['a printed object', 'Bearer [object Object]', 'malformed'],
    ['a token without scheme', sampleToken(), 'malformed'],
    ['a scheme given twice', `Bearer Bearer ${sampleToken()}`, 'malformed'],
    ['a whole token response', `Bearer {"access_token":"${sampleToken()}"}`, 'malformed'],
    ['a token in quotes', `Bearer "${sampleToken()}"`, 'malformed'],
    ['claims that are a list', `Bearer ${sampleToken([1])}`, 'malformed'],
    ['claims that are null', `Bearer ${sampleToken(null)}`, 'malformed'],
    ['claims in broken UTF-8', 'Bearer e30.g4CA.', 'malformed'],
    ['five parts', 'Bearer a.b.c.d.e', 'malformed'],
    ['a megabyte', `Bearer ${sampleToken({ a: 'a'.repeat(1 << 20) })}`, 'malformed'],
    ['a deep nest', `Bearer e30.${Buffer.from('['.repeat(30_000)).toString('base64url')}.`, 'malformed'],
  ])('takes %s for what it is', (_, header, kind) => {
    expect(decodeCredential(header)).toEqual({ kind });
  });

  it.each([
    ...[
      'REDACTED',
      'Sanitized',
      '***',
      '<token>',
      '[Filtered]',
      '$TOKEN',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell wrote it
      '${TOKEN}',
      '{{token}}',
      '%TOKEN%',
      '[TOKEN]',
    ],
    ...['eyJ0eXAi...', 'eyJ***', '•••••', '-----REDACTED-----'],
  ])('says nothing about a token that reads %s', (placeholder) => {
    expect(decodeCredential(`Bearer ${placeholder}`)).toEqual({ kind: 'redacted' });
  });

  it('tells tokens apart after many others', () => {
    const headers = Array.from({ length: 600 }, (_, index) => `Bearer ${sampleToken({ oid: `object-${index}` })}`);

    const objects = headers.map((_, index) => `object-${index}`);

    expect(headers.map((header) => decodeCredential(header).identity?.objectId)).toEqual(objects);
    expect(headers.map((header) => decodeCredential(header).identity?.objectId)).toEqual(objects);
  });

  it.each(['', 'c2ln', 's'.repeat(342)])('decodes a token once, signed with %j', (signature) => {
    const [header, claims] = sampleToken({ oid: `once ${signature}` }).split('.');
    const authorization = `Bearer ${header}.${claims}.${signature}`;
    const first = decodeCredential(authorization);
    expect(first.kind).toBe('token');
    expect(decodeCredential(authorization)).toBe(first);
  });

  it('does not confuse unsigned tokens that end alike', () => {
    const pad = 'p'.repeat(120);
    const one = decodeCredential(`Bearer e30.${Buffer.from(JSON.stringify({ oid: '1', pad })).toString('base64url')}.`);
    const two = decodeCredential(`Bearer e30.${Buffer.from(JSON.stringify({ oid: '2', pad })).toString('base64url')}.`);

    expect([one.identity?.objectId, two.identity?.objectId]).toEqual(['1', '2']);
  });

  it('does not throw, whatever the header holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), fc.jsonValue(), (text, claims) => {
        expect(decodeCredential(text).kind).toBeTypeOf('string');
        expect(decodeCredential(`Bearer ${text}`).kind).toBeTypeOf('string');
        expect(decodeCredential(`Bearer ${sampleToken(claims)}`).kind).toMatch(/token|malformed/);
      }),
    );
  });

  it('comes to an end for a header of any length, wherever its dots are', () => {
    for (let length = 1; length <= 120; length += 1) {
      for (let dot = 0; dot < length; dot += 1) {
        const header = `${'x'.repeat(dot)}.${'x'.repeat(length - dot - 1)}`;
        expect(decodeCredential(header).kind).toBe('other');
        expect(decodeCredential(`Bearer ${header}`).kind).toBe('malformed');
      }
    }
  });

  it('comes to an end for padding of any length', () => {
    for (let count = 0; count < 20; count += 1) {
      expect(decodeCredential(`Bearer eyJ.${'='.repeat(60_000 + count)}x.y`).kind).toBe('malformed');
      expect(decodeCredential(`Bearer eyJ.eyJ${'='.repeat(60_000 + count)}x.y`).kind).toBe('malformed');
    }
  });

  it('reads claims with padding', () => {
    const [head, claims = '', signature] = sampleToken({ ...sampleClaims, xms_pad: 'p'.repeat(2_000) }).split('.');
    expect(
      decodeCredential(
        `Bearer ${head}.${claims.padEnd(claims.length + ((4 - (claims.length % 4)) % 4), '=')}.${signature}`,
      ),
    ).toMatchObject({
      kind: 'token',
      identity: { appId: sampleClaims.appid },
    });
  });

  it('takes a token that came before under another scheme for no token', () => {
    const token = sampleToken();
    expect(decodeCredential(`Bearer ${token}`).kind).toBe('token');
    expect(decodeCredential(`Digest ${token}`).kind).toBe('other');
    expect(decodeCredential(`xBearer${token}`).kind).not.toBe('token');
    expect(decodeCredential(`Bearer ${token}`).kind).toBe('token');
  });
});
