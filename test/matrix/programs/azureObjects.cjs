// SPDX-License-Identifier: Apache-2.0
// Secrets, keys and certificates with the three clients of the Azure SDK.
const { ClientSecretCredential } = require('@azure/identity');
const { CertificateClient } = require('@azure/keyvault-certificates');
const { CryptographyClient, KeyClient } = require('@azure/keyvault-keys');
const { SecretClient } = require('@azure/keyvault-secrets');
const { CLIENT, SECRET, TENANT } = require('./work.cjs');

const credential = new ClientSecretCredential(TENANT, CLIENT, SECRET);

async function main() {
  const url = 'https://ok-1.vault.azure.net';
  const secrets = new SecretClient(url, credential);
  await secrets.setSecret('db-password', 'made-up');
  await secrets.getSecret('db-password');
  for await (const _ of secrets.listPropertiesOfSecrets()) break;
  const keys = new KeyClient(url, credential);
  const key = await keys.createRsaKey('rsa', { keySize: 2048 });
  await new CryptographyClient(key.id, credential).sign('RS256', new Uint8Array(32));
  await new CertificateClient(url, credential).getCertificate('tls');
  process.stdout.write('done\n');
}

void main();
