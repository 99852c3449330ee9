// SPDX-License-Identifier: Apache-2.0
import * as names from './attributeNames.ts';

/** What an attribute means; docs and tests read these rows. */
export interface AttributeDefinition {
  readonly name: string;
  readonly type: 'string' | 'string[]' | 'int' | 'double' | 'boolean';
  readonly brief: string;
  readonly when: string;
}

/** Every attribute that the agent sets. */
export const ATTRIBUTES: readonly AttributeDefinition[] = [
  { name: names.ATTR_HTTP_REQUEST_METHOD, type: 'string', brief: 'Method of the request.', when: 'our own span' },
  {
    name: names.ATTR_HTTP_REQUEST_RESEND_COUNT,
    type: 'int',
    brief: 'How many requests of the same operation went before, challenges included.',
    when: 'every attempt after the first',
  },
  {
    name: names.ATTR_HTTP_RESPONSE_STATUS_CODE,
    type: 'int',
    brief: 'Status of the response.',
    when: 'our own span; metrics',
  },
  {
    name: names.ATTR_SERVER_ADDRESS,
    type: 'string',
    brief: 'Host name of the vault, HSM or token endpoint; `_OTHER` on metrics beyond the bound.',
    when: 'our own span; metrics',
  },
  { name: names.ATTR_SERVER_PORT, type: 'int', brief: 'Port.', when: 'our own span' },
  {
    name: names.ATTR_URL_FULL,
    type: 'string',
    brief: 'URL with object names replaced and without query.',
    when: 'our own span',
  },
  { name: names.ATTR_URL_TEMPLATE, type: 'string', brief: 'Path with names replaced.', when: 'always' },
  {
    name: names.ATTR_ERROR_TYPE,
    type: 'string',
    brief: 'Status code, or `connection_failed`.',
    when: 'failure, our own span',
  },
  {
    name: names.ATTR_AZURE_RESOURCE_PROVIDER_NAMESPACE,
    type: 'string',
    brief: 'Always `Microsoft.KeyVault`.',
    when: 'always',
  },
  {
    name: names.ATTR_AZURE_SERVICE_REQUEST_ID,
    type: 'string',
    brief: 'Response header `x-ms-request-id`: what Microsoft support asks for.',
    when: 'when the response has one',
  },
  { name: names.ATTR_AZURE_KEYVAULT_SERVICE_TYPE, type: 'string', brief: '`vault` or `managed_hsm`.', when: 'always' },
  {
    name: names.ATTR_AZURE_KEYVAULT_CLOUD,
    type: 'string',
    brief:
      '`public`, `china`, `us_government`, `germany`, `bleu`, `delos`, `us_nat`, `us_sec`, `azure_stack`, `custom`.',
    when: 'always',
  },
  { name: names.ATTR_AZURE_KEYVAULT_VAULT_NAME, type: 'string', brief: 'Name of the vault or HSM.', when: 'always' },
  {
    name: names.ATTR_AZURE_KEYVAULT_VAULT_REGION,
    type: 'string',
    brief: 'Region that answered, normalised (`westeurope`).',
    when: 'when the response tells',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_OBJECT_TYPE,
    type: 'string',
    brief: '`secrets`, `keys`, `certificates`, `storage`, `hsm`.',
    when: 'always',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_OBJECT_NAME,
    type: 'string',
    brief: 'Name of the secret, key or certificate.',
    when: 'opt-in',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_OPERATION_NAME,
    type: 'string',
    brief: "Operation as the vault's audit log names it (`SecretGet`, `KeySign`).",
    when: 'always',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_CONNECTION_TYPE,
    type: 'string',
    brief: 'How the request reached the vault: `ipv4`, `ipv6`, `private_link`, `subnet`.',
    when: 'when the response tells',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_OUTCOME,
    type: 'string',
    brief: '`success`, `challenge` (normal protocol) or `failure`.',
    when: 'always',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE,
    type: 'string',
    brief: 'One name of the closed list of causes.',
    when: 'challenge and failure',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_FAILURE_CODE,
    type: 'string',
    brief: 'Error code of the service.',
    when: 'when the body was seen',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_FAILURE_INNER_CODE,
    type: 'string',
    brief: 'Inner error code: `ForbiddenByRbac`, `AKV10022`, `AADSTS7000222`.',
    when: 'when the body was seen',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_FAILURE_ACTION,
    type: 'string',
    brief: 'Action that was denied, e.g. `Microsoft.KeyVault/vaults/secrets/getSecret/action`.',
    when: 'RBAC 403',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_FAILURE_PERMISSION,
    type: 'string',
    brief: 'Permission that the access policy lacks, e.g. `secrets get`.',
    when: 'access policy 403',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_FAILURE_DECISION_REASON,
    type: 'string',
    brief: 'Why RBAC said no, e.g. `DeniedWithNoValidRBAC`.',
    when: 'RBAC 403',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_FAILURE_DENY_ASSIGNMENT,
    type: 'boolean',
    brief: 'Whether a deny assignment was named.',
    when: 'RBAC 403 that tells',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_FAILURE_EVIDENCE,
    type: 'string[]',
    brief: 'What proves the cause, one sentence each; no names, addresses or ids.',
    when: 'challenge and failure',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_FAILURE_RESPONSIBLE,
    type: 'string',
    brief: 'Who has to act: `app`, `owner`, `service`.',
    when: 'failure',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_FAILURE_RETRYABLE,
    type: 'string',
    brief: 'Whether the same request can succeed: `no`, `later`, `now` (with a new token).',
    when: 'failure',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_FAILURE_REMEDY,
    type: 'string',
    brief: 'What to do, one sentence.',
    when: 'failure',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_CHALLENGE_TENANT_ID,
    type: 'string',
    brief: 'Tenant of the vault, from `WWW-Authenticate`.',
    when: '401',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_CHALLENGE_RESOURCE,
    type: 'string',
    brief: 'Resource that the vault wants a token for, from `WWW-Authenticate`.',
    when: '401',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_AUDIENCE,
    type: 'string',
    brief: 'Claim `aud`; on a token request what the token is asked for.',
    when: 'a token was sent',
  },
  { name: names.ATTR_AZURE_KEYVAULT_IDENTITY_ISSUER, type: 'string', brief: 'Claim `iss`.', when: 'a token was sent' },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_TENANT_ID,
    type: 'string',
    brief: 'Claim `tid`; on a token request the tenant that was asked.',
    when: 'a token was sent',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_APP_ID,
    type: 'string',
    brief: 'Claim `appid` (v1) or `azp` (v2); on a token request the client id, to Entra ID where it is a GUID.',
    when: 'a token was sent',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_OBJECT_ID,
    type: 'string',
    brief: 'Claim `oid`. Unless the level is `full`, left out for users and for tokens that name no client.',
    when: 'a token was sent',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_ISSUED_AT,
    type: 'int',
    brief: 'Claim `iat`, Unix seconds.',
    when: 'a token was sent',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_NOT_BEFORE,
    type: 'int',
    brief: 'Claim `nbf`, Unix seconds.',
    when: 'a token was sent',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_EXPIRES_AT,
    type: 'int',
    brief: 'Claim `exp`, Unix seconds.',
    when: 'a token was sent',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_REMAINING_LIFETIME,
    type: 'double',
    brief: 'Seconds from the call to `exp`; negative when expired.',
    when: 'a token was sent',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_TYPE,
    type: 'string',
    brief: '`application`, `managed_identity`, `user`, `unknown`.',
    when: 'a token was sent',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_CLIENT_TYPE,
    type: 'string',
    brief: 'How the client proved itself: `public`, `shared`, `certificate`.',
    when: 'the token tells',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_VERSION,
    type: 'string',
    brief: 'Version of the token, `1.0` or `2.0`.',
    when: 'the token tells',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_DELEGATED,
    type: 'boolean',
    brief: 'Whether a user delegated the token (claim `scp`).',
    when: 'a token was sent',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_SOURCE,
    type: 'string',
    brief:
      'Where the token was asked for: `entra`, `imds`, `app_service`, `arc`, `service_fabric`, `cloud_shell`, `machine_learning`.',
    when: 'token request',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_IDENTITY_GRANT_TYPE,
    type: 'string',
    brief: 'OAuth grant, e.g. `client_credentials`.',
    when: 'token request of Entra ID',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_THROTTLE_CLASS,
    type: 'string',
    brief:
      'Limit that the call draws on: `secret_create_or_import`, `key_create`, `key_operation`, `vault_operation`, `managed_hsm`.',
    when: 'always',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_THROTTLE_LIMIT,
    type: 'int',
    brief: 'That limit, requests per 10 s.',
    when: '429, when known',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_THROTTLE_UTILIZATION,
    type: 'double',
    brief: "This process's share of that limit in the last 10 s.",
    when: '429',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_RETRY_AFTER,
    type: 'double',
    brief: 'Advice of the response, seconds.',
    when: 'the response has one, 429 and 503',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_RETRY_SOURCE,
    type: 'string',
    brief: 'Header of the advice: `retry_after_ms`, `x_ms_retry_after_ms`, `retry_after`, `none`.',
    when: '429 and 503',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_RETRY_WAITED,
    type: 'double',
    brief: 'Seconds between the failed attempt before and this one.',
    when: 'resend after a failure',
  },
  {
    name: names.ATTR_AZURE_KEYVAULT_RETRY_OBEYED,
    type: 'boolean',
    brief: 'Whether that wait was at least the advice; where that was a date, within its second.',
    when: 'resend after an advice',
  },
];
