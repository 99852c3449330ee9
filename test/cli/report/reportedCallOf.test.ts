// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { reportedCallOf } from '../../../src/cli/report/reportedCallOf.ts';
import type { IdentityLevel } from '../../../src/config.ts';
import { diagnose } from '../../../src/diagnosis.ts';
import type { CallRecord } from '../../../src/record/CallRecord.ts';
import type { Identity } from '../../../src/understand/Identity.ts';

const OBJECT_ID = '22222222-2222-4333-8444-555555555555';
const APP_ID = '11111111-2222-4333-8444-555555555555';

function recordOf(body: unknown, identity?: Identity, identityLevel: IdentityLevel = 'full'): CallRecord {
  const host = 'contoso.vault.azure.net';
  const diagnosis = diagnose({
    request: { method: 'GET', url: `https://${host}/secrets/db-password` },
    response: { status: 403, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  });
  return {
    at: 0,
    duration: 0.1,
    kind: 'vault',
    host,
    operation: 'SecretGet',
    status: 403,
    outcome: 'failure',
    diagnosis,
    identity,
    identityLevel,
    throttleClass: undefined,
    limit: undefined,
    utilization: undefined,
    resendCount: 0,
    waited: undefined,
    obeyed: undefined,
    read: true,
    repeated: false,
    savable: false,
  };
}

function denial(message: string, innerCode: string) {
  return { error: { code: 'Forbidden', message, innererror: { code: innerCode } } };
}

describe('reportedCallOf', () => {
  it('tells no more of the caller than the instrumentation of the program does', () => {
    const body = denial(`Caller is not authorized.\r\nCaller: appid=${APP_ID};oid=${OBJECT_ID}\r\n`, 'ForbiddenByRbac');
    const callerAt = (level: IdentityLevel) => reportedCallOf(recordOf(body, undefined, level), 'full').caller;
    expect(callerAt('full')).toMatchObject({ appId: APP_ID });
    expect(callerAt('none')).toBeUndefined();
  });

  it('keeps codes, rights and ids', () => {
    const body = denial(
      `Caller is not authorized to perform action on resource.\r\nCaller: appid=${APP_ID};oid=${OBJECT_ID}\r\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'`,
      'ForbiddenByRbac',
    );
    expect(reportedCallOf(recordOf(body), 'standard')).toMatchObject({
      code: 'Forbidden',
      innerCode: 'ForbiddenByRbac',
      missing: 'Microsoft.KeyVault/vaults/secrets/getSecret/action',
      caller: { appId: APP_ID },
    });
    const policy = denial(
      `The user, group or application 'appid=${APP_ID};oid=${OBJECT_ID}' does not have secrets get permission on key vault 'contoso;location=x'.`,
      'ForbiddenByPolicy',
    );
    expect(reportedCallOf(recordOf(policy), 'standard').missing).toBe('secrets get');
  });

  it.each([
    ['a message in the place of the code', { error: 'User jane.doe@contoso.com may not read db-password: hunter2' }],
    [
      'codes that are none',
      {
        error: {
          code: '<img src=x onerror=alert(1)> db-password \u001b[31m',
          message: 'x',
          innererror: { code: 'Denied jane.doe@contoso.com' },
        },
      },
    ],
    [
      'a name in the action',
      denial(
        "Caller is not authorized to perform action on resource.\r\nAction: 'Microsoft.KeyVault/vaults/secrets/db-password value=hunter2'",
        'ForbiddenByRbac',
      ),
    ],
    [
      'more than a word for the permission',
      denial(
        "The user 'x' does not have secrets hunter2 jane.doe@contoso.com permission on key vault 'x;location=y'.",
        'ForbiddenByPolicy',
      ),
    ],
    [
      'an address for the caller',
      denial(
        "Caller: name=jane.doe@contoso.com;appid=jane.doe@contoso.com;oid=x\r\nAction: 'x'\r\nCaller is not authorized to perform action on resource.",
        'ForbiddenByRbac',
      ),
    ],
  ])('shows nothing of %s', (_, body) => {
    const shown = JSON.stringify(reportedCallOf(recordOf(body), 'full'));
    expect(shown).not.toMatch(/jane|hunter2|db-password|<img|\\u001b/);
    expect(shown).toContain('"cause"');
  });

  it('shows of a token only ids, where claims hold something else', () => {
    const identity: Identity = {
      type: 'application',
      appId: 'jane.doe@contoso.com',
      objectId: OBJECT_ID,
      tenantId: 'eyJhbGciOiJub25lIn0.eyJhdWQiOiJhIn0',
      delegated: false,
    };
    expect(reportedCallOf(recordOf({}, identity), 'full').caller).toEqual({
      type: 'application',
      appId: undefined,
      objectId: OBJECT_ID,
      tenantId: undefined,
    });
  });
});
