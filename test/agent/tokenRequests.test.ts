// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { usePreload } from './preloaded.ts';

const { receiver, run } = usePreload();

const URL = 'https://login.microsoftonline.com/00000000-0000-0000-0000-000000000001/oauth2/v2.0/token';

/** Sends a form to Entra ID by both clients. */
const posting = (form: string): string => `
  const url = '${URL}';
  const body = ${form};
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  await fetch(url, { method: 'POST', headers, body }).then((response) => response.text());
  const { request } = await import('node:https');
  await new Promise((done) => request(url, { method: 'POST', headers }, (response) => response.resume().on('end', done)).end(body));`;

it.each([
  ['signs a user in by code', `'grant_type=authorization_code&client_id=c&code=x'`],
  ['asks whether a user has signed in', `'grant_type=device_code&client_id=c&device_code=x'`],
  ['renews a token', `'grant_type=refresh_token&client_id=c&refresh_token=x'`],
  [
    'names its resource after what is looked at',
    `'grant_type=urn&assertion=' + 'x'.repeat(9_000) + '&scope=User.Read'`,
  ],
  [
    'is for another resource',
    `'grant_type=client_credentials&client_id=c&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default'`,
  ],
])('a request for a token that %s is none for a vault', async (_what, form) => {
  expect(await run({ source: posting(form) })).toMatchObject({ code: 0, stderr: '' });
  expect(
    receiver()
      .metrics()
      .filter(({ name }) => name.startsWith('azure.keyvault')),
  ).toEqual([]);
  expect(receiver().logs()).toEqual([]);
  expect(
    JSON.stringify(
      receiver()
        .spans()
        .map(({ attributes }) => attributes),
    ),
  ).not.toContain('azure.keyvault');
});

it('a request for a token to a vault is one, by both clients', async () => {
  const form = `'grant_type=client_credentials&client_id=c&scope=https%3A%2F%2Fvault.azure.net%2F.default'`;
  expect(await run({ source: posting(form) })).toMatchObject({ code: 0, stderr: '' });
  const counts = receiver()
    .metrics()
    .filter(({ name }) => name === 'azure.keyvault.client.identity_request.duration')
    .map(({ count }) => count);
  expect(counts).toEqual([2]);
});
