// SPDX-License-Identifier: Apache-2.0
// Names only: what each means, and when it is set, is in attributeRegistry.ts.
// No name holds a word that scrubbers drop by name (token, secret, password, auth, credential, bearer, key alone).

export const ATTR_HTTP_REQUEST_METHOD = 'http.request.method';
export const ATTR_HTTP_REQUEST_RESEND_COUNT = 'http.request.resend_count';
export const ATTR_HTTP_RESPONSE_STATUS_CODE = 'http.response.status_code';
export const ATTR_SERVER_ADDRESS = 'server.address';
export const ATTR_SERVER_PORT = 'server.port';
export const ATTR_URL_FULL = 'url.full';
export const ATTR_URL_TEMPLATE = 'url.template';
export const ATTR_ERROR_TYPE = 'error.type';

export const ATTR_AZURE_RESOURCE_PROVIDER_NAMESPACE = 'azure.resource_provider.namespace';
export const ATTR_AZURE_SERVICE_REQUEST_ID = 'azure.service.request.id';

export const ATTR_AZURE_KEYVAULT_SERVICE_TYPE = 'azure.keyvault.service.type';
export const ATTR_AZURE_KEYVAULT_CLOUD = 'azure.keyvault.cloud';
export const ATTR_AZURE_KEYVAULT_VAULT_NAME = 'azure.keyvault.vault.name';
export const ATTR_AZURE_KEYVAULT_VAULT_REGION = 'azure.keyvault.vault.region';
export const ATTR_AZURE_KEYVAULT_OBJECT_TYPE = 'azure.keyvault.object.type';
export const ATTR_AZURE_KEYVAULT_OBJECT_NAME = 'azure.keyvault.object.name';
export const ATTR_AZURE_KEYVAULT_OPERATION_NAME = 'azure.keyvault.operation.name';
export const ATTR_AZURE_KEYVAULT_CONNECTION_TYPE = 'azure.keyvault.connection.type';
export const ATTR_AZURE_KEYVAULT_OUTCOME = 'azure.keyvault.outcome';

export const ATTR_AZURE_KEYVAULT_FAILURE_CAUSE = 'azure.keyvault.failure.cause';
export const ATTR_AZURE_KEYVAULT_FAILURE_CODE = 'azure.keyvault.failure.code';
export const ATTR_AZURE_KEYVAULT_FAILURE_INNER_CODE = 'azure.keyvault.failure.inner_code';
export const ATTR_AZURE_KEYVAULT_FAILURE_ACTION = 'azure.keyvault.failure.action';
export const ATTR_AZURE_KEYVAULT_FAILURE_PERMISSION = 'azure.keyvault.failure.permission';
export const ATTR_AZURE_KEYVAULT_FAILURE_DECISION_REASON = 'azure.keyvault.failure.decision_reason';
export const ATTR_AZURE_KEYVAULT_FAILURE_DENY_ASSIGNMENT = 'azure.keyvault.failure.deny_assignment';
export const ATTR_AZURE_KEYVAULT_FAILURE_EVIDENCE = 'azure.keyvault.failure.evidence';
export const ATTR_AZURE_KEYVAULT_FAILURE_RESPONSIBLE = 'azure.keyvault.failure.responsible';
export const ATTR_AZURE_KEYVAULT_FAILURE_RETRYABLE = 'azure.keyvault.failure.retryable';
export const ATTR_AZURE_KEYVAULT_FAILURE_REMEDY = 'azure.keyvault.failure.remedy';

export const ATTR_AZURE_KEYVAULT_CHALLENGE_TENANT_ID = 'azure.keyvault.challenge.tenant_id';
export const ATTR_AZURE_KEYVAULT_CHALLENGE_RESOURCE = 'azure.keyvault.challenge.resource';

export const ATTR_AZURE_KEYVAULT_IDENTITY_AUDIENCE = 'azure.keyvault.identity.audience';
export const ATTR_AZURE_KEYVAULT_IDENTITY_ISSUER = 'azure.keyvault.identity.issuer';
export const ATTR_AZURE_KEYVAULT_IDENTITY_TENANT_ID = 'azure.keyvault.identity.tenant_id';
export const ATTR_AZURE_KEYVAULT_IDENTITY_APP_ID = 'azure.keyvault.identity.app_id';
export const ATTR_AZURE_KEYVAULT_IDENTITY_OBJECT_ID = 'azure.keyvault.identity.object_id';
export const ATTR_AZURE_KEYVAULT_IDENTITY_ISSUED_AT = 'azure.keyvault.identity.issued_at';
export const ATTR_AZURE_KEYVAULT_IDENTITY_NOT_BEFORE = 'azure.keyvault.identity.not_before';
export const ATTR_AZURE_KEYVAULT_IDENTITY_EXPIRES_AT = 'azure.keyvault.identity.expires_at';
export const ATTR_AZURE_KEYVAULT_IDENTITY_REMAINING_LIFETIME = 'azure.keyvault.identity.remaining_lifetime';
export const ATTR_AZURE_KEYVAULT_IDENTITY_TYPE = 'azure.keyvault.identity.type';
export const ATTR_AZURE_KEYVAULT_IDENTITY_CLIENT_TYPE = 'azure.keyvault.identity.client_type';
export const ATTR_AZURE_KEYVAULT_IDENTITY_VERSION = 'azure.keyvault.identity.version';
export const ATTR_AZURE_KEYVAULT_IDENTITY_DELEGATED = 'azure.keyvault.identity.delegated';
export const ATTR_AZURE_KEYVAULT_IDENTITY_SOURCE = 'azure.keyvault.identity.source';
export const ATTR_AZURE_KEYVAULT_IDENTITY_GRANT_TYPE = 'azure.keyvault.identity.grant_type';

export const ATTR_AZURE_KEYVAULT_THROTTLE_CLASS = 'azure.keyvault.throttle.class';
export const ATTR_AZURE_KEYVAULT_THROTTLE_LIMIT = 'azure.keyvault.throttle.limit';
export const ATTR_AZURE_KEYVAULT_THROTTLE_UTILIZATION = 'azure.keyvault.throttle.utilization';

export const ATTR_AZURE_KEYVAULT_RETRY_AFTER = 'azure.keyvault.retry.after';
export const ATTR_AZURE_KEYVAULT_RETRY_SOURCE = 'azure.keyvault.retry.source';
export const ATTR_AZURE_KEYVAULT_RETRY_WAITED = 'azure.keyvault.retry.waited';
export const ATTR_AZURE_KEYVAULT_RETRY_OBEYED = 'azure.keyvault.retry.obeyed';
