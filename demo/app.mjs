// SPDX-License-Identifier: Apache-2.0
// An ordinary program with the Azure SDK: nothing in it knows that it is observed, or that the far end is a fake.
import { ClientSecretCredential } from '@azure/identity';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import { SecretClient } from '@azure/keyvault-secrets';

const { DEMO_STEPS = '[]', DEMO_TENANT = '', DEMO_RATE, DEMO_SECONDS } = process.env;
const CLIENT_ID = '5d1c3a7e-9b24-4f60-8e1d-2c7a6b9f0e35';

function credentialWith(clientSecret) {
  return new ClientSecretCredential(DEMO_TENANT, CLIENT_ID, clientSecret, { disableInstanceDiscovery: true });
}

const shared = credentialWith('demo-client-secret');
const clients = new Map();

function secretsOf(vault) {
  const client = clients.get(vault) ?? new SecretClient(`https://${vault}.vault.azure.net`, shared);
  clients.set(vault, client);
  return client;
}

const STEPS = {
  read: ({ vault, secret = 'database-password' }) => secretsOf(vault).getSecret(secret),
  write: ({ vault }) => secretsOf(vault).setSecret('database-password', `made-up-${Math.random()}`),
  list: async ({ vault }) => {
    for await (const page of secretsOf(vault).listPropertiesOfSecrets().byPage()) void page;
  },
  // A client that was made for one call has to ask for the tenant every time.
  readWithNewClient: ({ vault }) =>
    new SecretClient(`https://${vault}.vault.azure.net`, shared).getSecret('database-password'),
  sign: async ({ vault }) => {
    const keys = new KeyClient(`https://${vault}.vault.azure.net`, shared, { retryOptions: { maxRetries: 1 } });
    const key = await keys.createRsaKey('signing-key');
    await new CryptographyClient(key, shared).sign('RS256', Buffer.alloc(32, 1));
  },
  badCredential: ({ vault, scenario }) =>
    new SecretClient(`https://${vault}.vault.azure.net`, credentialWith(`scenario-${scenario}`)).getSecret('api-key'),
};

const steps = JSON.parse(DEMO_STEPS);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function run(step) {
  // Failing is what most of these steps are for.
  await STEPS[step.action](step).catch(() => undefined);
}

if (DEMO_RATE === undefined) {
  for (const step of steps) {
    for (let time = 0; time < (step.times ?? 1); time += 1) await run(step);
  }
} else {
  const endsAt = DEMO_SECONDS === undefined ? Number.POSITIVE_INFINITY : Date.now() + Number(DEMO_SECONDS) * 1000;
  const weighted = steps.flatMap((step) => Array.from({ length: step.times ?? 1 }, () => step));
  let isStopped = false;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      isStopped = true;
    });
  }
  let running = 0;
  while (!isStopped && Date.now() < endsAt) {
    const step = weighted[Math.floor(Math.random() * weighted.length)];
    if (running < 50) {
      running += 1;
      run(step).finally(() => {
        running -= 1;
      });
    }
    await pause(1000 / Number(DEMO_RATE));
  }
}
