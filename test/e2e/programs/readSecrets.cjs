// SPDX-License-Identifier: Apache-2.0
// Reads one secret of each vault named on the command line with the Azure SDK, as programs do. Prints what came out.
const { ClientSecretCredential } = require('@azure/identity');
const { SecretClient } = require('@azure/keyvault-secrets');

async function main() {
  const credential = new ClientSecretCredential(
    process.env.TEST_TENANT ?? '3f9a1c52-6d0e-4b7a-8c21-5e7d90b4a6f1',
    process.env.TEST_CLIENT ?? 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
    process.env.TEST_SECRET ?? 'client-secret-marker~A1b2C3',
  );
  for (const vault of process.argv.slice(2)) {
    const host = vault.includes('.') ? vault : `${vault}.vault.azure.net`;
    const client = new SecretClient(`https://${host}`, credential);
    try {
      const secret = await client.getSecret('db-password');
      process.stdout.write(`${vault}: ${secret.value?.length} characters\n`);
    } catch (error) {
      process.stdout.write(`${vault}: ${error.statusCode ?? error.name} ${error.code ?? ''}\n`);
    }
  }
}

void main();
