// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readErrorBody } from '../../src/understand/readErrorBody.ts';
import { serviceErrorOf } from '../../src/understand/serviceErrorOf.ts';

const json = 'application/json; charset=utf-8';
const parse = (body: string | undefined, status = 403, contentType: string | undefined = json) =>
  serviceErrorOf(readErrorBody(contentType, body), status);
const withMessage = (message: string, innererror?: unknown) =>
  JSON.stringify({ error: { code: 'Forbidden', message, innererror } });

const rbac = [
  'Caller is not authorized to perform action on resource.',
  'If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.',
  'Caller: name=Some Service;appid=a1;oid=o1;iss=https://sts.windows.net/t1/;xms_mirid=/subscriptions/s/x;__proto__=p',
  "Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'",
  "Resource: '/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/v/secrets/n'",
  'Assignment: (not found)',
  "DenyAssignmentId: 'd1'",
  "DecisionReason: 'DeniedByDenyAssignment' ",
  'Vault: v;location=westeurope',
  '',
];
const rbacFields = {
  callerName: 'Some Service',
  appid: 'a1',
  oid: 'o1',
  iss: 'https://sts.windows.net/t1/',
  xms_mirid: '/subscriptions/s/x',
  action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action',
  resource: '/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/v/secrets/n',
  assignment: '(not found)',
  denyAssignmentId: 'd1',
  decisionReason: 'DeniedByDenyAssignment',
  vault: 'v',
  location: 'westeurope',
};

describe('serviceErrorOf', () => {
  it.each(['\r\n', '\n', ' '])('reads every line of an RBAC denial, whatever ends the lines: %j', (end) => {
    expect(parse(withMessage(rbac.join(end), { code: 'ForbiddenByRbac' }))).toEqual({
      code: 'Forbidden',
      innerCode: 'ForbiddenByRbac',
      fields: rbacFields,
    });
  });

  it.each([
    [
      "The policy requires the caller 'appid=a;oid=o;iss=i' to use on-behalf-of (OBO) flow.",
      { appid: 'a', oid: 'o', iss: 'i' },
    ],
    [
      "The user, group or application 'name=My App;appid=a;numgroups=7' does not have secrets get permission on key vault 'v;location=l'.",
      {
        callerName: 'My App',
        appid: 'a',
        numgroups: 7,
        objectType: 'secrets',
        permission: 'get',
        vault: 'v',
        location: 'l',
      },
    ],
    [
      'Client address is not authorized and caller is not a trusted service.\r\nClient address: 2001:db8::1 from unknown subnet\r\nVault: v;location=l',
      { clientAddress: '2001:db8::1', unknownSubnet: true, vault: 'v', location: 'l' },
    ],
    [
      'Client address (00.00.00.00) is not authorized and caller is not a trusted service',
      { clientAddress: '00.00.00.00', unknownSubnet: false },
    ],
    [
      'Request was not allowed by NSP rules and the client address is not authorized.\r\nClient address: 203.0.113.9\r\n',
      { clientAddress: '203.0.113.9', unknownSubnet: false },
    ],
    [
      'Access denied to first party service.\nCaller: name=from-infra;tid=t;appid=a;iss=i\nVault: v;location=l',
      { callerName: 'from-infra', tid: 't', appid: 'a', iss: 'i', vault: 'v', location: 'l' },
    ],
    ['Operation decrypt is not permitted on this key.', { operation: 'decrypt', objectType: 'key' }],
    ['Operation get is not allowed on a disabled certificate.', { operation: 'get', objectType: 'certificate' }],
    [
      'Not authorized to access Microsoft.KeyVault/managedHsm/keys/read/action on /keys (Activity ID: 1-a)',
      { action: 'Microsoft.KeyVault/managedHsm/keys/read/action', scope: '/keys', activityId: '1-a' },
    ],
    [
      'AKV10022: Invalid audience. Expected https://vault.azure.net, found: https://management.azure.com/.',
      { expectedAudience: 'https://vault.azure.net', foundAudience: 'https://management.azure.com/' },
    ],
    [
      'AKV10032: Invalid issuer. Expected one of https://sts.windows.net/t1/, https://sts.windows.net/t2/, found https://sts.windows.net/t3/.',
      {
        expectedIssuer: 'https://sts.windows.net/t1/, https://sts.windows.net/t2/',
        foundIssuer: 'https://sts.windows.net/t3/',
      },
    ],
    ['Too many requests. Reason: VaultOperationLimitReached', { reason: 'VaultOperationLimitReached' }],
    [
      'Operation "SecretSet" is unavailable: the service is currently in a read-only state.',
      { operation: 'SecretSet' },
    ],
  ])('takes the values out of %j', (message, fields) => {
    expect(parse(withMessage(message))?.fields).toEqual(fields);
  });

  it.each([
    ['AKV10999: Something new.', 'AKV10999'],
    ["[TokenExpired] Error validating token: 'S2S12086'.", 'TokenExpired'],
    ['Error validating token: IDX10223', 'IDX10223'],
    ['Nothing with a code', undefined],
  ])('takes the code out of the message of a 401: %j', (message, innerCode) => {
    expect(parse(withMessage(message), 401)?.innerCode).toBe(innerCode);
  });

  it.each(['\r\n', ' '])('takes no label for the value of the one before it, with %j between them', (end) => {
    const message = ['Caller is not authorized', 'Action: ', 'Resource:', 'DecisionReason: DeniedWithNoValidRBAC'].join(
      end,
    );
    const error = parse(withMessage(message));
    expect(error?.fields).toMatchObject({
      action: null,
      resource: null,
      decisionReason: 'DeniedWithNoValidRBAC',
    });
  });

  it('does not depend on the order of the members', () => {
    const body = '{ "error": {"innererror" : { "code":"SecretDisabled"}, "message":"m", "code":"Forbidden" } }';

    expect(parse(body)).toEqual({ code: 'Forbidden', innerCode: 'SecretDisabled', fields: {} });
  });

  it('accepts a code with blanks and an inner error that is null', () => {
    expect(parse('{"error":{"code":"Malformed backup blob","message":"m","innererror":null}}', 400)).toEqual({
      code: 'Malformed backup blob',
      innerCode: undefined,
      fields: {},
    });
  });

  it('makes the most of a body that was cut', () => {
    const body = withMessage(rbac.join('\r\n'), { code: 'ForbiddenByRbac' });

    expect(parse(body.slice(0, body.indexOf('Resource: ') + 20))).toMatchObject({
      code: 'Forbidden',
      fields: { oid: 'o1', action: rbacFields.action },
    });
    expect(parse('{"error":{"code":"Forbidden","innererror":{"code":"ForbiddenByFirewall')).toMatchObject({
      innerCode: 'ForbiddenByFirewall',
    });
  });

  it.each([
    ['AADSTS70002: Error. AADSTS7000215: Invalid client secret.', [], 7000215],
    ['AADSTS70002: Error. AADSTS50012: Invalid client secret.', [], 50012],
    ['AADSTS70002: Error.', [70002], 70002],
    ['AADSTS1234567: Something new.', [1234567], 1234567],
    ['The text is missing', [700016], 700016],
  ])('chooses the number that says most of %j', (error_description, error_codes, aadsts) => {
    const body = JSON.stringify({ error: 'invalid_client', error_description, error_codes, trace_id: 't' });

    expect(parse(body, 401)).toEqual({
      code: 'invalid_client',
      innerCode: `AADSTS${aadsts}`,
      fields: { aadsts, error: 'invalid_client', traceId: 't' },
    });
  });

  it('reads the form of App Service', () => {
    expect(parse('{"statusCode":400,"message":"No identity"}', 400)?.fields).toEqual({ statusCode: 400 });
  });

  it.each(['', '<html>Caller: oid=x</html>', '   ', 'OK', undefined, '[]', '{', '"'])('finds nothing in %j', (body) => {
    expect(parse(body, 403, undefined)).toBeUndefined();
  });

  it('is not fooled by members that every object has', () => {
    const body = '{"__proto__":{"error":"x"},"constructor":1,"error":{"__proto__":{"code":"y"},"code":"Forbidden"}}';

    expect(parse(body)).toEqual({ code: 'Forbidden', innerCode: undefined, fields: {} });
  });

  it('bounds what it hands over', () => {
    const error = parse(`{"error":{"code":"${'c'.repeat(1 << 20)}","message":"Vault: ${'v'.repeat(1 << 20)}"}}`);

    expect(JSON.stringify(error).length).toBeLessThan(4096);
  });

  it.each([
    ['brackets', '['.repeat(1 << 20)],
    ['objects', '{"error":'.repeat(1 << 17)],
    ['quotes', `{${'"'.repeat(1 << 20)}`],
    ['escapes', `{"error":{"message":"${'\\'.repeat(1 << 20)}`],
    ['labels', withMessage('Vault: '.repeat(1 << 17))],
    ['callers', withMessage(`Caller: ${'a=b;'.repeat(1 << 17)}`)],
    [
      'beginnings of sentences',
      withMessage('does not have secrets Invalid audience. Expected Operation '.repeat(1 << 14)),
    ],
    ['blanks', withMessage(`Caller:${' '.repeat(1 << 20)}`)],
  ])('gets through a megabyte of %s', (_, body) => {
    expect(Object.keys(parse(body)?.fields ?? {}).length).toBeLessThan(16);
  });

  it('does not throw, whatever the body holds', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.json()),
        fc.nat({ max: 599 }),
        fc.nat(),
        (body, status, cut) => {
          for (const text of [body, `{"error":${body}`, withMessage(body).slice(0, cut)]) {
            const error = parse(text, status);
            expect(error === undefined || typeof error.fields === 'object').toBe(true);
          }
        },
      ),
    );
  });
});
