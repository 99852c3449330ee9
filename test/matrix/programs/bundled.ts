// SPDX-License-Identifier: Apache-2.0
// A program that is bundled into one file, with its SDK and our instrumentation inside.
import { ClientSecretCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { KeyVaultInstrumentation } from 'keyvault-otel';
import { azureWith, fetchOnly, VAULTS } from './work.cjs';

const sdk = new NodeSDK({
  instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation(), new KeyVaultInstrumentation()],
});
sdk.start();

async function main(): Promise<void> {
  await azureWith({ ClientSecretCredential, SecretClient }, VAULTS.azure);
  await fetchOnly(VAULTS.fetch);
  await sdk.shutdown();
}

void main();
