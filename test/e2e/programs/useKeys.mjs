// SPDX-License-Identifier: Apache-2.0
// Uses keys, certificates and secrets of each vault named on the command line with the Azure SDK; prints no value.
import { ClientSecretCredential } from '@azure/identity';
import { CertificateClient } from '@azure/keyvault-certificates';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import { SecretClient } from '@azure/keyvault-secrets';

const credential = new ClientSecretCredential(
  '3f9a1c52-6d0e-4b7a-8c21-5e7d90b4a6f1',
  'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
  'client-secret-marker~A1b2C3',
);
const steps = (url) => {
  const secrets = new SecretClient(url, credential);
  const keys = new KeyClient(url, credential);
  const certificates = new CertificateClient(url, credential);
  return {
    setSecret: () => secrets.setSecret('db-password', 'SECRET-VALUE-MARKER-of-the-program'),
    getSecret: () => secrets.getSecret('db-password'),
    getSecretAgain: () => secrets.getSecret('db-password'),
    listSecrets: async () => {
      for await (const _ of secrets.listPropertiesOfSecrets()) break;
    },
    createKey: () => keys.createRsaKey('rsa', { keySize: 4096 }),
    getKey: () => keys.getKey('rsa'),
    encrypt: async () => {
      const { id } = await keys.getKey('rsa');
      const client = new CryptographyClient(id, credential);
      await client.decrypt('RSA-OAEP', new Uint8Array(16));
      await client.sign('RS256', new Uint8Array(32));
    },
    getCertificate: () => certificates.getCertificate('tls'),
    deleteSecret: () => secrets.beginDeleteSecret('db-password'),
  };
};
for (const vault of process.argv.slice(2)) {
  for (const [name, step] of Object.entries(steps(`https://${vault}.vault.azure.net`))) {
    try {
      await step();
      process.stdout.write(`${vault} ${name}: done\n`);
    } catch (error) {
      process.stdout.write(`${vault} ${name}: ${error.statusCode ?? error.name}\n`);
    }
  }
}
