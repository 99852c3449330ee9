// SPDX-License-Identifier: Apache-2.0
// As app.cjs, as an ES module with the ES modules of the Azure SDK.
import { ClientSecretCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { azureWith, fetchOnly, VAULTS } from './work.cjs';

await azureWith({ ClientSecretCredential, SecretClient }, VAULTS.azure);
await fetchOnly(VAULTS.fetch);
