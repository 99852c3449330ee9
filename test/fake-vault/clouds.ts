// SPDX-License-Identifier: Apache-2.0

export interface FakeCloud {
  readonly name: string;
  /** DNS suffix of vaults, then of Managed HSMs; `https://` and the suffix is the audience. */
  readonly suffixes: readonly [vault: string, managedHsm: string];
  /** Hosts of the token endpoint; the first stands in a challenge. */
  readonly loginHosts: readonly [string, ...string[]];
}

/** https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers */
export const CLOUDS: readonly FakeCloud[] = [
  {
    name: 'public',
    suffixes: ['vault.azure.net', 'managedhsm.azure.net'],
    loginHosts: ['login.microsoftonline.com', 'login.windows.net'],
  },
  {
    name: 'china',
    suffixes: ['vault.azure.cn', 'managedhsm.azure.cn'],
    loginHosts: ['login.chinacloudapi.cn', 'login.partner.microsoftonline.cn'],
  },
  {
    name: 'us_government',
    suffixes: ['vault.usgovcloudapi.net', 'managedhsm.usgovcloudapi.net'],
    loginHosts: ['login.microsoftonline.us'],
  },
  {
    name: 'germany',
    suffixes: ['vault.microsoftazure.de', 'managedhsm.microsoftazure.de'],
    loginHosts: ['login.microsoftonline.de'],
  },
  {
    // A stamp of Azure Stack Hub: the product knows neither its suffix nor its audience.
    name: 'azure_stack',
    suffixes: ['vault.local.azurestack.external', 'managedhsm.local.azurestack.external'],
    loginHosts: ['login.microsoftonline.com'],
  },
];

export interface FakeEndpoint {
  readonly cloud: FakeCloud;
  /** First label of the host, as it was asked for. */
  readonly vault: string;
  readonly service: 'vault' | 'managed_hsm';
  readonly audience: string;
}

/** Which vault or HSM a host name is; `undefined` for any other host. */
export function endpointOf(host: string): FakeEndpoint | undefined {
  const dot = host.indexOf('.');
  const vault = host.slice(0, dot);
  const suffix = host.slice(dot + 1).toLowerCase();
  for (const cloud of CLOUDS) {
    const place = cloud.suffixes.indexOf(suffix);
    if (place >= 0 && vault !== '') {
      return { cloud, vault, service: place === 0 ? 'vault' : 'managed_hsm', audience: `https://${suffix}` };
    }
  }
  return undefined;
}

export function isLoginHost(host: string): boolean {
  return CLOUDS.some((cloud) => cloud.loginHosts.includes(host.toLowerCase()));
}
