// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis.ts';
import { diagnosisAttributes } from '../../src/record/diagnosisAttributes.ts';

function attributesFor(code: string, innerCode?: string) {
  const diagnosis = diagnose({
    request: { method: 'POST', url: 'https://contoso.vault.azure.net/secrets/restore' },
    response: { status: 400, body: JSON.stringify({ error: { code, message: '', innererror: { code: innerCode } } }) },
  });
  return diagnosis === undefined ? {} : diagnosisAttributes(diagnosis);
}

describe('diagnosisAttributes', () => {
  it.each(['BadParameter', 'Malformed backup blob', 'ForbiddenByWhatever', 'invalid_client', '403'])(
    'keeps the code %s, known or not',
    (code) => {
      expect(attributesFor(code, code)).toMatchObject({
        'azure.keyvault.failure.code': code,
        'azure.keyvault.failure.inner_code': code,
      });
    },
  );

  it.each([
    'Client address 203.0.113.9 is not authorized to call this vault',
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
