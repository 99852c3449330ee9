// SPDX-License-Identifier: Apache-2.0
// One service of a small shop, with the real Azure SDK: does what its role says for so many seconds, and meets trouble
// in the second half. Usage: service.mjs ROLE SECONDS

import { setTimeout as sleep } from 'node:timers/promises';
import { ClientSecretCredential, ManagedIdentityCredential } from '@azure/identity';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import { SecretClient } from '@azure/keyvault-secrets';

const [, , role, seconds] = process.argv;
const start = Date.now();
const end = start + Number(seconds) * 1000;
const half = start + (end - start) * 0.4;
const tenant = '3f9a1c52-6d0e-4b7a-8c21-5e7d90b4a6f1';

const applicationCredential = (clientId, secret = 'client-secret-marker~A1b2C3') =>
  new ClientSecretCredential(tenant, clientId, secret);
const secrets = (vault, credential) => new SecretClient(`https://${vault}.vault.azure.net`, credential);
const keys = (vault, credential) => new KeyClient(`https://${vault}.vault.azure.net`, credential);

/** Calls again and again until the end; failures are what this is about, so they are not reported. */
async function every(milliseconds, call, from = start) {
  while (Date.now() < from) await sleep(50);
  while (Date.now() < end) {
    await call().catch(() => undefined);
    await sleep(milliseconds);
  }
}

const ROLES = {
  billing() {
    const credential = applicationCredential('b1111111-6f1d-4c5e-9d10-0a1b2c3d4e5f');
    const client = secrets('kv-billing', credential);
    return [
      every(250, () => client.getSecret('db-password')),
      every(900, () => client.getSecret('smtp-password')),
      every(1500, () => client.getSecret('as-rbac'), half),
    ];
  },
  checkout() {
    const credential = applicationCredential('c2222222-6f1d-4c5e-9d10-0a1b2c3d4e5f');
    const client = secrets('kv-payments', credential);
    return [
      every(400, () => client.getSecret('psp-credential')),
      every(1200, () => client.getSecret('as-firewall'), half),
      every(2500, () => client.getSecret('as-not-found')),
      every(3000, () => client.getSecret('as-unavailable-advice'), half),
    ];
  },
  keyBroker() {
    const credential = applicationCredential('d3333333-6f1d-4c5e-9d10-0a1b2c3d4e5f');
    const client = keys('kv-signing', credential);
    const reader = secrets('kv-signing', credential);
    const sign = async () => {
      const key = await client.getKey('document-signing');
      await new CryptographyClient(key, credential).sign('RS256', new Uint8Array(32));
    };
    let made = 0;
    return [
      every(700, sign),
      // Twenty new keys in ten seconds are the limit of a vault.
      every(200, () => client.createRsaKey(`work-item-${made++ % 5}`, { keySize: 2048 }), half),
      every(1500, () => reader.getSecret('as-throttled-advice'), half),
      every(1000, () => reader.getSecret('as-throttled-operations'), half),
    ];
  },
  nightlyImport() {
    const id = 'e4444444-6f1d-4c5e-9d10-0a1b2c3d4e5f';
    return [
      // A new client for every call, on purpose.
      every(500, () => secrets('kv-archive', applicationCredential(id)).getSecret('sftp-password')),
      every(2000, () => secrets('kv-billing', applicationCredential(id)).getSecret('as-wrong-tenant'), half),
      every(2500, () => secrets('kv-archive', applicationCredential(id)).getSecret('as-expired'), half),
    ];
  },
  reports() {
    const managed = secrets('kv-reports', new ManagedIdentityCredential());
    const expired = secrets(
      'kv-reports',
      applicationCredential('f5555555-6f1d-4c5e-9d10-0a1b2c3d4e5f', 'scenario-client-secret-expired'),
    );
    return [
      every(800, () => managed.getSecret('dashboard-password')),
      every(3000, () => expired.getSecret('export-password'), half),
    ];
  },
};

await Promise.all(ROLES[role]());
