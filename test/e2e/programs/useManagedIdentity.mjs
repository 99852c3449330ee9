// SPDX-License-Identifier: Apache-2.0
// Reads a secret with a managed identity, as programs in Azure do. Prints what came out.
import { ManagedIdentityCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';

const clientId = process.env.TEST_CLIENT;
const credential = new ManagedIdentityCredential(clientId === undefined ? undefined : { clientId });
try {
  const secret = await new SecretClient('https://ok.vault.azure.net', credential).getSecret('db-password');
  process.stdout.write(`${secret.value?.length} characters\n`);
} catch (error) {
  process.stdout.write(`${error.name}\n`);
}
