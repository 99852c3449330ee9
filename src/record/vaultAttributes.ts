// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import type { IdentityLevel } from '../config.ts';
import type { VaultEndpoint } from '../understand/Endpoint.ts';
import type { Identity } from '../understand/Identity.ts';
import * as names from './attributeNames.ts';
import { sendableIdentity } from './sendableIdentity.ts';

/** Value of `azure.resource_provider.namespace`, as Azure Resource Manager names it. */
const NAMESPACE = 'Microsoft.KeyVault';

const endpoints = new WeakMap<VaultEndpoint, Attributes>();

/** Attributes that every call to one vault shares. */
export function endpointAttributes(endpoint: VaultEndpoint): Attributes {
  const known = endpoints.get(endpoint);
  if (known !== undefined) return known;
  const attributes: Attributes = {
    [names.ATTR_AZURE_RESOURCE_PROVIDER_NAMESPACE]: NAMESPACE,
    [names.ATTR_AZURE_KEYVAULT_SERVICE_TYPE]: endpoint.service,
    [names.ATTR_AZURE_KEYVAULT_CLOUD]: endpoint.cloud,
    [names.ATTR_AZURE_KEYVAULT_VAULT_NAME]: endpoint.vault,
  };
  endpoints.set(endpoint, attributes);
  return attributes;
}

/** Makes the attributes that every call with one token shares, as far as the level lets them out. */
export function identityAttributes(level: IdentityLevel): (identity: Identity) => Attributes {
  const known = new WeakMap<Identity, Attributes>();
  return (identity) => {
    const cached = known.get(identity);
    if (cached !== undefined) return cached;
    const sendable = sendableIdentity(identity, level);
    const attributes = sendable === undefined ? {} : claimAttributes(sendable);
    known.set(identity, attributes);
    return attributes;
  };
}

function claimAttributes(identity: Identity): Attributes {
  const all: Record<string, string | number | boolean | undefined> = {
    [names.ATTR_AZURE_KEYVAULT_IDENTITY_AUDIENCE]: identity.audience,
    [names.ATTR_AZURE_KEYVAULT_IDENTITY_ISSUER]: identity.issuer,
    [names.ATTR_AZURE_KEYVAULT_IDENTITY_TENANT_ID]: identity.tenantId,
    [names.ATTR_AZURE_KEYVAULT_IDENTITY_APP_ID]: identity.appId,
    [names.ATTR_AZURE_KEYVAULT_IDENTITY_OBJECT_ID]: identity.objectId,
    [names.ATTR_AZURE_KEYVAULT_IDENTITY_ISSUED_AT]: identity.issuedAt,
    [names.ATTR_AZURE_KEYVAULT_IDENTITY_NOT_BEFORE]: identity.notBefore,
    [names.ATTR_AZURE_KEYVAULT_IDENTITY_EXPIRES_AT]: identity.expiresAt,
    [names.ATTR_AZURE_KEYVAULT_IDENTITY_TYPE]: identity.type,
    [names.ATTR_AZURE_KEYVAULT_IDENTITY_CLIENT_TYPE]: identity.clientType,
    [names.ATTR_AZURE_KEYVAULT_IDENTITY_VERSION]: identity.version,
    [names.ATTR_AZURE_KEYVAULT_IDENTITY_DELEGATED]: identity.delegated,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
