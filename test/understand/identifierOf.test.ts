// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifierOf } from '../../src/understand/identifierOf.ts';
import { sampleToken } from './sampleToken.ts';

describe('identifierOf', () => {
  it.each([
    'https://vault.azure.net',
    'https://management.azure.com/',
    'https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/',
    'https://vault.adfs.local.azurestack.external/c79daf1e-6e0f-4fd3-a9ba-6c3b0e3c4b1c',
    'https://adfs.local.azurestack.external:8443/adfs/services/trust',
    'cfa8b339-82a2-471a-a3c9-0fc0be7a4093',
    'cfa8b33982a2471aa3c90fc0be7a4093',
    'spn:cfa8b339-82a2-471a-a3c9-0fc0be7a4093',
    'api://cfa8b339-82a2-471a-a3c9-0fc0be7a4093/KeyJobs',
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
    'contoso.onmicrosoft.com',
    'azure_tenant_id',
    'app-1',
    'a'.repeat(63),
  ])('keeps %s', (text) => {
    expect(identifierOf(text)).toBe(text);
  });

  it.each([
    ['nothing', ''],
    ['an e-mail address', 'jane.doe@contoso.com'],
    ['an escaped e-mail address', 'jane.doe%40contoso.com'],
    ['words', 'jane doe'],
    ['a line end after an id', 'app-1\n'],
    ['a control sign', 'app\u001b[31m'],
    ['a sign that turns the direction', 'app\u202e'],
    ['a letter that only looks like one of an id', 'vаult'],
    ['a token', sampleToken()],
    ['the beginning of a token', sampleToken().slice(0, 30)],
    ['a token in a URL', `https://contoso.example/${sampleToken().slice(0, 30)}`],
    ['the end of a token', sampleToken().slice(-80)],
    ['a URL with a query', 'https://vault.azure.net/?sig=a'],
    ['an ARM id', '/subscriptions/5b3c2348-00d9-4b59-b2d2-0951940cb8d3/resourceGroups/payroll'],
    ['what is too long', 'a.'.repeat(65)],
  ])('keeps nothing of %s', (_, text) => {
    expect(identifierOf(text)).toBeUndefined();
  });

  it('keeps a text whole or not at all, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const kept = identifierOf(text);
        if (kept === undefined) return;
        expect(kept).toBe(text);
        expect(kept).toMatch(/^[A-Za-z0-9._:/-]{1,128}$/);
      }),
    );
  });
});
