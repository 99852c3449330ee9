// SPDX-License-Identifier: Apache-2.0
import type { Cloud } from './Endpoint.ts';

/** DNS names of one cloud. Audience of a service = `https://` + its suffix. */
export interface CloudHosts {
  readonly vaultSuffix: string;
  /** `undefined` where the cloud has no Managed HSM, or none is documented. */
  readonly managedHsmSuffix?: string | undefined;
  /** Hosts of Entra ID; a regional host has one more label in front. */
  readonly tokenHosts: readonly string[];
}

/**
 * The clouds that have Key Vault. Azure Stack Hub is not here: its suffix differs from stamp to stamp.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates
 */
export const CLOUDS: Readonly<Record<Exclude<Cloud, 'azure_stack' | 'custom'>, CloudHosts>> = {
  public: {
    vaultSuffix: 'vault.azure.net',
    managedHsmSuffix: 'managedhsm.azure.net',
    tokenHosts: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
  },
  china: {
    vaultSuffix: 'vault.azure.cn',
    managedHsmSuffix: 'managedhsm.azure.cn',
    tokenHosts: ['login.chinacloudapi.cn', 'login.partner.microsoftonline.cn'],
  },
  us_government: {
    vaultSuffix: 'vault.usgovcloudapi.net',
    managedHsmSuffix: 'managedhsm.usgovcloudapi.net',
    tokenHosts: ['login.microsoftonline.us', 'login.usgovcloudapi.net', 'login-us.microsoftonline.com'],
  },
  germany: {
    vaultSuffix: 'vault.microsoftazure.de',
    managedHsmSuffix: 'managedhsm.microsoftazure.de',
    tokenHosts: ['login.microsoftonline.de'],
  },
  bleu: {
    vaultSuffix: 'vault.sovcloud-api.fr',
    managedHsmSuffix: 'managedhsm.sovcloud-api.fr',
    tokenHosts: ['login.sovcloud-identity.fr'],
  },
  delos: {
    vaultSuffix: 'vault.sovcloud-api.de',
    managedHsmSuffix: 'managedhsm.sovcloud-api.de',
    tokenHosts: ['login.sovcloud-identity.de'],
  },
  us_nat: { vaultSuffix: 'vault.cloudapi.eaglex.ic.gov', tokenHosts: [] },
  us_sec: { vaultSuffix: 'vault.cloudapi.microsoft.scloud', tokenHosts: [] },
};

/** Application ids of Key Vault, in Azure Government another one: the audience of v2.0 tokens, accepted beside the URI. */
export const KEY_VAULT_APP_IDS: ReadonlyMap<string, Cloud> = new Map([
  ['cfa8b339-82a2-471a-a3c9-0fc0be7a4093', 'public'],
  ['7e7c393b-45d0-48b1-a35e-2905ddf8183c', 'us_government'],
]);

/** The resource that a documentation page names by mistake; no vault accepts it. */
export const MISPRINTED_AUDIENCE = 'https://vault.keyvault.net';
