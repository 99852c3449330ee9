// SPDX-License-Identifier: Apache-2.0
// What the programs of the matrix do: read a secret that is there and one that is forbidden, with the Azure SDK (node:https)
// and with fetch. WORK names the clients. Prints what came out, so that a disturbed program shows.
const TENANT = '3f9a1c52-6d0e-4b7a-8c21-5e7d90b4a6f1';
const CLIENT = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const SECRET = 'client-secret-marker~A1b2C3';
const say = (client, vault, result) => process.stdout.write(`${client} ${vault}: ${result}\n`);

async function azure(vaults) {
  const { ClientSecretCredential } = require('@azure/identity');
  const { SecretClient } = require('@azure/keyvault-secrets');
  await azureWith({ ClientSecretCredential, SecretClient }, vaults);
}

async function azureWith({ ClientSecretCredential, SecretClient }, vaults) {
  const credential = new ClientSecretCredential(TENANT, CLIENT, SECRET);
  for (const vault of vaults) {
    const client = new SecretClient(`https://${vault}.vault.azure.net`, credential);
    const result = await client.getSecret('db-password').then(
      (secret) => (secret.value === undefined ? 'nothing' : 'a value'),
      (error) => error.statusCode ?? error.name,
    );
    say('azure', vault, result);
  }
}

async function token(send = fetch) {
  const response = await send(`https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: CLIENT,
      client_secret: SECRET,
      scope: 'https://vault.azure.net/.default',
    }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  return (await response.json()).access_token;
}

async function fetchOnly(vaults) {
  for (const vault of vaults) {
    const url = `https://${vault}.vault.azure.net/secrets/db-password?api-version=7.6`;
    const challenge = await fetch(url);
    await challenge.text();
    const response = await fetch(url, { headers: { authorization: `Bearer ${await token()}` } });
    await response.text();
    say('fetch', vault, `${challenge.status} ${response.status}`);
  }
}

/** Vaults of each client, so that the far end tells them apart. */
const VAULTS = { azure: ['ok-1', 'rbac-1'], fetch: ['ok-2', 'rbac-2'] };

async function work(clients = (process.env.WORK ?? 'azure,fetch').split(',')) {
  for (const client of clients) await { azure, fetch: fetchOnly }[client](VAULTS[client]);
}

module.exports = { TENANT, CLIENT, SECRET, VAULTS, azureWith, fetchOnly, say, token, work };
