// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis.ts';
import { diagnosisAttributes } from '../../src/record/diagnosisAttributes.ts';
import { sampleToken } from '../understand/sampleToken.ts';

function attributesFor(code: string, innerCode?: string) {
  const diagnosis = diagnose({
    request: { method: 'POST', url: 'https://contoso.vault.azure.net/secrets/restore' },
    response: { status: 400, body: JSON.stringify({ error: { code, message: '', innererror: { code: innerCode } } }) },
  });
  return diagnosis === undefined ? {} : diagnosisAttributes(diagnosis);
}

function attributesOfChallenge(tenant: string, resource: string) {
  const challenge = `Bearer authorization="https://login.microsoftonline.com/${tenant}", resource="${resource}"`;
  const diagnosis = diagnose({
    request: { method: 'GET', url: 'https://contoso.vault.azure.net/secrets/a' },
    response: { status: 401, headers: { 'www-authenticate': challenge } },
  });
  return diagnosis === undefined ? {} : diagnosisAttributes(diagnosis);
}

const TENANT_ID = 'azure.keyvault.challenge.tenant_id';
const RESOURCE = 'azure.keyvault.challenge.resource';

describe('diagnosisAttributes', () => {
  it.each([
    ['72f988bf-86f1-41af-91ab-2d7cd011db47', 'https://vault.azure.net'],
    ['contoso.onmicrosoft.com', 'https://vault.local.azurestack.external/c79daf1e-6e0f-4fd3-a9ba-6c3b0e3c4b1c'],
  ])('keeps what a challenge asks for: tenant %s, resource %s', (tenant, resource) => {
    expect(attributesOfChallenge(tenant, resource)).toMatchObject({ [TENANT_ID]: tenant, [RESOURCE]: resource });
  });

  it.each(['jane.doe@contoso.com', 'db password', sampleToken().slice(0, 100), `${'vault.'.repeat(22)}net`])(
    'takes %s for no tenant and no resource',
    (text) => {
      const attributes = attributesOfChallenge(text, text);
      expect(attributes).toHaveProperty(['azure.keyvault.failure.cause'], 'auth_challenge');
      expect(attributes).not.toHaveProperty([TENANT_ID]);
      expect(attributes).not.toHaveProperty([RESOURCE]);
    },
  );

  it.each([
    'BadParameter',
    'Malformed backup blob',
    'Microsoft.KeyVault',
    'Bad Request',
    'invalid-request',
    'ForbiddenByWhatever',
    'invalid_client',
    '403',
  ])('keeps the code %s, known or not', (code) => {
    expect(attributesFor(code, code)).toMatchObject({
      'azure.keyvault.failure.code': code,
      'azure.keyvault.failure.inner_code': code,
    });
  });

  it.each([
    'Client address 203.0.113.9 is not authorized to call this vault',
    'Blocked 203.0.113.9',
    'IP 203.0.113.9',
    'Access denied for jane.roe',
    'Access denied for jane roe',
    'User CORP-jane.roe blocked',
    'Jane Roe',
    'jane.roe',
    '203.0.113.9',
    'user@example.com',
    'eyJhbGciOiJub25lIn0.eyJhdWQiOiJhIn0.c2lnbmF0dXJlLXNpZ25hdHVyZS1zaWduYXR1cmUtc2lnbmF0dXJl',
    'C:\\keys\\private.pem',
  ])('takes %s for no code', (code) => {
    const attributes = attributesFor(code, code);
    expect(attributes).toHaveProperty('azure.keyvault.failure.cause', 'bad_request');
    expect(JSON.stringify(attributes)).not.toContain(code.slice(0, 9));
  });
});
