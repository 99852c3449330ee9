// SPDX-License-Identifier: Apache-2.0
import { findCorpusRow } from './corpus.ts';
import { CLIENT_ADDRESS_MARKER, PRIVATE_ENDPOINT_MARKER } from './markers.ts';

/** What a vault does to a request that it would otherwise serve. */
export interface VaultScenario {
  readonly name: string;
  readonly description: string;
  /** A name of the product's list of causes; `undefined` where the call succeeds. */
  readonly expectedCause: string | undefined;
  /** Corpus rows; the one that fits the object type and the method best is answered. */
  readonly rows: readonly string[];
  /** A whole answer, where the corpus has no row. */
  readonly made?: { readonly status: number; readonly body: string };
  /** How many requests of one operation fail before it succeeds; default `always`. */
  readonly failures?: number | 'always';
  /** Set over the row's headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Applied to the row's body, where only a word of it differs. */
  readonly replace?: readonly [from: string, to: string];
  /** In the challenge, instead of the vault's own audience or tenant. */
  readonly challengeResource?: string;
  readonly challengeTenant?: string;
  /** No HTTP answer at all: the connection is reset, or nothing ever comes. */
  readonly wire?: 'reset' | 'hang';
  /** Headers of a success. */
  readonly successHeaders?: Readonly<Record<string, string>>;
}

const OTHER_TENANT = '7c4d0f5e-2b61-4a8e-9a35-0d9c7f1e6b22';
const THROTTLED = 'kv-429-key-sign-dotnet-sign';
const error = (status: number, code: string, message: string, innerCode?: string) => ({
  status,
  body: JSON.stringify({
    error: { code, message, ...(innerCode === undefined ? {} : { innererror: { code: innerCode } }) },
  }),
});
const UNAVAILABLE = error(503, 'ServiceUnavailable', 'The service is unavailable.');

/**
 * By the vault's name: `https://<name>.vault.azure.net`, also `<name>-<digits>` for more vaults of a kind and
 * `<name>-<shape>` for a shape of Reply.ts (`rbac-gzip`); by the object's name: `as-<name>`; or by `setScenario`.
 * The id of any corpus row is a scenario as well.
 */
export const VAULT_SCENARIOS: readonly VaultScenario[] = [
  { name: 'ok', description: 'serves every call', expectedCause: undefined, rows: [] },
  {
    name: 'ok-private-link',
    description: 'serves every call, reached through a private endpoint',
    expectedCause: undefined,
    rows: [],
    successHeaders: {
      'x-ms-keyvault-network-info': `conn_type=PrivateLink;private_endpoint=${PRIVATE_ENDPOINT_MARKER};addr=${CLIENT_ADDRESS_MARKER};act_addr_fam=InterNetworkV6;`,
    },
  },
  {
    name: 'expired',
    description: 'the token is past its lifetime',
    expectedCause: 'token_expired',
    rows: ['kv-401-token-expired-s2s12086'],
  },
  {
    name: 'expired-idx',
    description: 'the token is past its lifetime, in the wording of the token library',
    expectedCause: 'token_expired',
    rows: ['kv-401-idx10223'],
  },
  {
    name: 'wrong-audience',
    description: 'the token is for Azure Resource Manager',
    expectedCause: 'token_audience_mismatch',
    rows: ['kv-401-akv10022-arm-core-audience'],
  },
  {
    name: 'wrong-audience-slash',
    description: 'the audience of the token ends with a slash',
    expectedCause: 'token_audience_mismatch',
    rows: ['kv-401-akv10022-trailing-slash'],
  },
  {
    name: 'wrong-tenant',
    description: 'the token was issued by another tenant',
    expectedCause: 'token_tenant_mismatch',
    rows: ['kv-401-akv10032-cli-other-subscription', 'kv-401-akv10032-placeholder-host'],
  },
  {
    name: 'token-early',
    description: 'the token is not yet valid',
    expectedCause: 'token_not_yet_valid',
    rows: [],
    // https://github.com/Azure/azure-sdk-for-java/issues/26624
    made: error(401, 'Unauthorized', 'Token not yet valid (Activity ID: 7d0c5b1e-3f68-4a92-8e47-b1d9c6a2f503)'),
  },
  {
    name: 'malformed',
    description: 'what was sent as token is none',
    expectedCause: 'token_malformed',
    rows: [],
    made: error(401, 'Unauthorized', "[BearerReadAccessTokenFailed] Error validating token: 'S2S12005'."),
  },
  {
    name: 'unauthorized',
    description: 'a 401 that says nothing',
    expectedCause: 'unauthorized_unknown',
    rows: ['azurestack-401-trailing-slash'],
  },
  {
    name: 'signing-key',
    description: 'the service cannot find the key that signed the token',
    expectedCause: 'token_signing_key_unresolved',
    rows: ['kv-401-akv10046-secret', 'kv-401-akv10046-contacts-sandbox'],
  },
  {
    name: 'signing-key-once',
    description: 'the same, and the next attempt succeeds',
    expectedCause: 'token_signing_key_unresolved',
    rows: ['kv-401-akv10046-secret'],
    failures: 1,
  },
  {
    name: 'cae',
    description: 'continuous access evaluation asks for a token with claims, then serves the call',
    expectedCause: 'cae_challenge',
    rows: ['kv-401-cae-claims-sdk-test'],
    failures: 1,
  },
  {
    name: 'cae-pop',
    description: 'the same, with two schemes in one header',
    expectedCause: 'cae_challenge',
    rows: ['kv-401-cae-multi-challenge-sdk-test'],
    failures: 1,
  },
  {
    name: 'challenge-refused',
    description: 'the challenge names a resource that is not of this host, so a client sends no token',
    expectedCause: 'token_missing',
    rows: [],
    challengeResource: 'https://vault.azure.cn',
  },
  {
    name: 'challenge-other-tenant',
    description: 'the vault belongs to a tenant that the credential may not use',
    expectedCause: 'token_missing',
    rows: [],
    challengeTenant: OTHER_TENANT,
  },
  {
    name: 'rbac',
    description: 'no role assignment allows the action',
    expectedCause: 'rbac_denied',
    rows: [
      'kv-403-rbac-secret-get',
      'kv-403-rbac-secrets-list',
      'kv-403-rbac-key-read-recovery-services',
      'kv-403-rbac-cert-import',
    ],
  },
  {
    name: 'rbac-identity',
    description: 'the same, for a managed identity',
    expectedCause: 'rbac_denied',
    rows: ['kv-403-rbac-container-apps'],
  },
  {
    name: 'rbac-condition',
    description: 'the condition of the role assignment does not hold',
    expectedCause: 'rbac_condition_denied',
    rows: ['kv-403-rbac-secret-get'],
    replace: ['DeniedWithNoValidRBAC', 'DeniedWithABACEvaluationInRA'],
  },
  {
    name: 'policy-missing',
    description: 'the access policy has no entry for the caller',
    expectedCause: 'access_policy_missing',
    rows: ['kv-403-policy-none-secret-get-eso'],
  },
  {
    name: 'policy-insufficient',
    description: 'the entry of the access policy lacks the permission',
    expectedCause: 'access_policy_insufficient',
    rows: ['kv-403-policy-cert-get-akv2k8s', 'kv-403-policy-secret-purge'],
  },
  {
    name: 'policy-insufficient-secret',
    description: 'the entry of the access policy lacks the permission to read secrets',
    expectedCause: 'access_policy_insufficient',
    rows: ['kv-403-policy-cert-get-akv2k8s'],
    replace: ['certificates get', 'secrets get'],
  },
  {
    name: 'policy-denied',
    description: 'the access policy denies, without saying which of the two',
    expectedCause: 'access_policy_denied',
    rows: ['kv-403-policy-key-sign-first-party'],
  },
  {
    name: 'policy-obo',
    description: 'the entry of the access policy is for an application that calls on behalf of a user',
    expectedCause: 'access_policy_obo_required',
    rows: [],
    // https://github.com/SparebankenVest/azure-key-vault-to-kubernetes/issues/232
    made: error(
      403,
      'Forbidden',
      "The policy requires the caller 'appid=4a670057-0699-415f-82ae-958561e0459e;oid=b890a16f-9ce9-4303-8a4c-8daafaca4e88;iss=https://sts.windows.net/b0702ce4-44cc-43d6-8014-3ba332854557/' to use on-behalf-of (OBO) flow. For more information on OBO, please see https://go.microsoft.com/fwlink/?linkid=2152310",
      'ForbiddenByPolicy',
    ),
  },
  {
    name: 'first-party',
    description: 'a client of Microsoft itself is not allowed in',
    expectedCause: 'first_party_denied',
    rows: ['kv-403-first-party-js'],
  },
  {
    name: 'group-limit',
    description: 'the caller is in more groups than can be checked',
    expectedCause: 'group_limit_exceeded',
    rows: ['kv-403-group-limit'],
  },
  {
    name: 'firewall',
    description: 'the address of the caller is not allowed',
    expectedCause: 'firewall_denied',
    rows: ['kv-403-firewall-tre', 'kv-403-firewall-devops', 'kv-403-firewall-cli-extension'],
  },
  {
    name: 'perimeter',
    description: 'the network security perimeter does not let the caller in',
    expectedCause: 'network_perimeter_denied',
    rows: ['kv-403-firewall-tre'],
    // azureossd/azureossd.github.io@b39f90ef _posts/2024-08-27-Troubleshooting-general-secret-issues-on-Container-Apps.md
    replace: [
      'Client address is not authorized',
      'Request was not allowed by NSP rules and the client address is not authorized',
    ],
  },
  {
    name: 'private-link',
    description: 'public network access is off',
    expectedCause: 'private_link_required',
    rows: ['kv-403-connection-newer-text-2', 'kv-403-connection-newer-text-cli'],
  },
  {
    name: 'disabled',
    description: 'the secret is disabled',
    expectedCause: 'object_disabled',
    rows: ['kv-403-secret-disabled-2020'],
  },
  {
    name: 'not-yet-valid',
    description: 'the key is used before its start',
    expectedCause: 'object_outside_validity',
    rows: ['kv-403-key-not-yet-valid'],
  },
  {
    name: 'key-ops',
    description: 'the key itself does not permit the operation',
    expectedCause: 'key_operation_not_permitted',
    rows: ['kv-403-key-operation-forbidden'],
  },
  {
    name: 'html',
    description: 'an HTML page instead of an error of the service',
    expectedCause: 'forbidden_unknown',
    rows: ['kv-403-html-bad-path'],
  },
  {
    name: 'throttled',
    description: 'always 429 and, as the service does it, without any advice',
    expectedCause: 'vault_request_type_limit',
    rows: [THROTTLED],
  },
  {
    name: 'throttled-once',
    description: 'one 429 without advice, then served',
    expectedCause: 'vault_request_type_limit',
    rows: [THROTTLED],
    failures: 1,
  },
  {
    name: 'throttled-advice',
    description: 'two 429 with Retry-After: 1, then served',
    expectedCause: 'vault_request_type_limit',
    rows: [THROTTLED],
    failures: 2,
    headers: { 'retry-after': '1' },
  },
  {
    name: 'throttled-ms',
    description: 'two 429 with retry-after-ms: 200, then served',
    expectedCause: 'vault_request_type_limit',
    rows: [THROTTLED],
    failures: 2,
    headers: { 'retry-after-ms': '200' },
  },
  {
    name: 'throttled-x-ms',
    description: 'two 429 with x-ms-retry-after-ms: 200, then served',
    expectedCause: 'vault_request_type_limit',
    rows: [THROTTLED],
    failures: 2,
    headers: { 'x-ms-retry-after-ms': '200' },
  },
  {
    name: 'throttled-operations',
    description: 'always 429, for the limit of all operations of the vault together',
    expectedCause: 'vault_operation_limit',
    rows: [THROTTLED],
    replace: ['VaultRequestTypeLimitReached', 'VaultOperationLimitReached'],
  },
  {
    name: 'throttled-unknown',
    description: 'always 429, for a reason that nobody has seen before',
    expectedCause: 'throttled_unknown',
    rows: ['synthetic-429-unknown-reason'],
  },
  {
    name: 'not-found',
    description: 'no such object',
    expectedCause: 'object_not_found',
    rows: ['kv-404-secret-2018', 'kv-404-key-2023', 'kv-404-cert-2018', 'kv-404-deleted-secret-poll-2018'],
  },
  {
    name: 'no-route',
    description: 'an HTML page for a route that a vault does not have',
    expectedCause: 'route_not_found',
    rows: ['kv-404-html-settings-on-vault'],
  },
  {
    name: 'being-deleted',
    description: 'the object is being deleted',
    expectedCause: 'object_being_deleted',
    rows: ['kv-409-secret-being-deleted', 'kv-409-key-being-deleted'],
  },
  {
    name: 'being-recovered',
    description: 'the object is being recovered',
    expectedCause: 'object_being_recovered',
    rows: [],
    // https://github.com/hashicorp/terraform-provider-azurerm/issues/12285
    made: error(
      409,
      'Conflict',
      'Secret example-secret is currently being recovered and cannot be re-created; retry later.',
      'ObjectIsBeingRecovered',
    ),
  },
  {
    name: 'conflict',
    description: 'a conflict of a kind that the service does not name',
    expectedCause: 'conflict_unknown',
    rows: [],
    made: error(409, 'Conflict', 'The operation conflicts with another one on the same object.'),
  },
  {
    name: 'soft-deleted',
    description: 'the name belongs to a deleted object that can be recovered',
    expectedCause: 'object_soft_deleted',
    rows: ['kv-409-soft-deleted-name'],
  },
  {
    name: 'bad-request',
    description: 'a parameter that the service refuses',
    expectedCause: 'bad_request',
    rows: ['mhsm-400-release-policy'],
  },
  {
    name: 'read-only',
    description: 'the vault is in its regional failover',
    expectedCause: 'service_read_only',
    rows: ['kv-503-read-only-cli'],
  },
  { name: 'unavailable', description: 'always 503', expectedCause: 'service_error', rows: [], made: UNAVAILABLE },
  {
    name: 'unavailable-advice',
    description: 'one 503 with Retry-After: 1, then served',
    expectedCause: 'service_error',
    rows: [],
    made: UNAVAILABLE,
    failures: 1,
    headers: { 'retry-after': '1' },
  },
  {
    name: 'hsm-rbac',
    description: 'the local roles of a Managed HSM do not allow the action',
    expectedCause: 'hsm_rbac_denied',
    rows: ['mhsm-403-key-create'],
  },
  {
    name: 'reset',
    description: 'the connection is reset before an answer',
    expectedCause: 'connection_failed',
    rows: [],
    wire: 'reset',
  },
  {
    name: 'hang',
    description: 'no answer ever comes',
    expectedCause: 'connection_failed',
    rows: [],
    wire: 'hang',
  },
];

const byName: ReadonlyMap<string, VaultScenario> = new Map(
  VAULT_SCENARIOS.map((scenario) => [scenario.name, scenario]),
);

/** The scenario of that name, or one that answers the corpus row of that id. */
export function findVaultScenario(name: string): VaultScenario | undefined {
  const known = byName.get(name);
  if (known !== undefined) return known;
  const row = findCorpusRow(name);
  if (row === undefined || row.status < 400) return undefined;
  return { name, description: `answers the corpus row ${name}`, expectedCause: row.expectedCause, rows: [name] };
}
