// SPDX-License-Identifier: Apache-2.0

export type ServiceType = 'vault' | 'managed_hsm';

/** The clouds that have Key Vault hosts; `custom` is a suffix that the user named. */
export type Cloud =
  | 'public'
  | 'china'
  | 'us_government'
  | 'germany'
  | 'bleu'
  | 'delos'
  | 'us_nat'
  | 'us_sec'
  | 'azure_stack'
  | 'custom';

/** A host name that is a vault or a Managed HSM. */
export interface VaultEndpoint {
  readonly kind: 'vault';
  readonly service: ServiceType;
  readonly cloud: Cloud;
  /** The label before the suffix, lower-cased. */
  readonly vault: string;
  /** The host, lower-cased, without port. */
  readonly host: string;
  /** `https://` and the audience host of this service in this cloud, no slash at the end; `undefined` where it is not known. */
  readonly audience?: string | undefined;
  /**
   * The host alone does not prove it (Azure Stack Hub: `name.vault.region.domain`): only a request whose path is a
   * route of Key Vault with an `api-version` is one.
   */
  readonly needsRoute: boolean;
}

/** Where a token is asked for. Value of `azure.keyvault.identity.source`. */
export type IdentitySource =
  | 'entra'
  | 'imds'
  | 'app_service'
  | 'arc'
  | 'service_fabric'
  | 'cloud_shell'
  | 'machine_learning';

/** A host name of Entra ID or an address of a managed identity endpoint. */
export interface TokenEndpoint {
  readonly kind: 'token';
  readonly source: IdentitySource;
  readonly cloud: Cloud;
  readonly host: string;
}

export type Endpoint = VaultEndpoint | TokenEndpoint;
