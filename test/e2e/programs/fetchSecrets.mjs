// SPDX-License-Identifier: Apache-2.0
// Does by hand, with fetch, what the Azure SDK does: a challenge, a token, the call. Prints what came out.
const tenant = process.env.TEST_TENANT ?? '3f9a1c52-6d0e-4b7a-8c21-5e7d90b4a6f1';

async function token() {
  const response = await fetch(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: process.env.TEST_CLIENT ?? 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
      client_secret: process.env.TEST_SECRET ?? 'client-secret-marker~A1b2C3',
      scope: 'https://vault.azure.net/.default',
    }),
  });
  return (await response.json()).access_token;
}

for (const vault of process.argv.slice(2)) {
  const url = `https://${vault}.vault.azure.net//secrets/db-password?api-version=7.6`;
  try {
    const challenge = await fetch(url);
    await challenge.text();
    const response = await fetch(url, { headers: { authorization: `Bearer     ${await token()}` } });
    process.stdout.write(`${vault}: ${challenge.status} ${response.status} ${(await response.text()).length}\n`);
  } catch (error) {
    process.stdout.write(`${vault}: ${error.name}\n`);
  }
}
