// SPDX-License-Identifier: Apache-2.0

export type ObjectType = 'secrets' | 'keys' | 'certificates' | 'storage' | 'hsm';

/** The limit of the service that a call draws on. Value of `azure.keyvault.throttle.class`. */
export type ThrottleClass =
  | 'secret_create_or_import'
  | 'key_create'
  | 'key_operation'
  | 'vault_operation'
  | 'managed_hsm';

/** What a method and a path of a vault or Managed HSM mean. */
export interface Operation {
  /** As in the vault's audit log where it has a name (`SecretGet`, `KeySign`), otherwise formed like one; `Unknown` for no known route. */
  readonly name: string;
  readonly objectType: ObjectType;
  /** The object's name, as in the URL. Opt-in in telemetry. */
  readonly objectName?: string | undefined;
  readonly objectVersion?: string | undefined;
  /** Path with names replaced, e.g. `/secrets/{name}/{version}`. */
  readonly template: string;
  readonly throttleClass: ThrottleClass;
  /** Whether this reads one object, and so could have been answered from a cache. */
  readonly cacheable: boolean;
}
