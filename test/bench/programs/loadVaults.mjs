// SPDX-License-Identifier: Apache-2.0
// Sends so many requests of one kind to each vault: `loadVaults.mjs kind vault=count...`.
import { ClientSecretCredential } from '@azure/identity';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import { SecretClient } from '@azure/keyvault-secrets';

const [kind, ...loads] = process.argv.slice(2);
const IN_FLIGHT = 16;
const tenant = '3f9a1c52-6d0e-4b7a-8c21-5e7d90b4a6f1';
const clientId = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const credential = new ClientSecretCredential(tenant, clientId, 'client-secret-marker~A1b2C3');

/** For each kind: makes what is needed in a vault, and returns what sends one request. */
const KINDS = {
  setSecret: async (url) => {
    const client = new SecretClient(url, credential);
    await client.getSecret('db-password');
    return (index) => client.setSecret(`new-${index}`, 'made-up');
  },
  createKey: async (url) => {
    const client = await readyKeys(url);
    return (index) => client.createEcKey(`new-${index}`);
  },
  createHsmKey: async (url) => {
    const client = await readyKeys(url);
    return (index) => client.createEcKey(`new-${index}`, { hsm: true });
  },
  sign: async (url) => {
    const keys = new KeyClient(url, credential);
    const { id } = await keys.createRsaKey('rsa', { keySize: 4096 });
    const client = new CryptographyClient(id, credential);
    const sign = () => client.sign('RS256', new Uint8Array(32));
    await sign();
    return sign;
  },
  getSecret: async (url) => {
    const { token } = await credential.getToken('https://vault.azure.net/.default');
    return async () => {
      const response = await fetch(`${url}/secrets/db-password?api-version=7.6`, {
        headers: { authorization: `Bearer ${token}` },
      });
      await response.text();
    };
  },
};

/** A client that has met its challenge, so that what is counted is not: the first request of each client is one more. */
async function readyKeys(url) {
  const client = new KeyClient(url, credential);
  for await (const _ of client.listPropertiesOfKeys()) break;
  return client;
}

for (const load of loads) {
  const [vault, count] = load.split('=');
  const send = await KINDS[kind](`https://${vault}.vault.azure.net`);
  let next = 0;
  const sender = async () => {
    while (next < Number(count)) {
      next += 1;
      // A 429 is what is looked for; without advice the SDK does not try again.
      await send(next).catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
}
