// SPDX-License-Identifier: Apache-2.0
import { AADSTS_CAUSES } from './aadsts.ts';
import type { CauseName } from './causes.ts';
import type { IdentitySource, ServiceType } from './Endpoint.ts';
import type { BodyKind } from './readErrorBody.ts';
import type { ErrorFields } from './ServiceError.ts';

/** What a rule may look at. */
export interface ResponseFacts {
  readonly status: number;
  readonly kind: BodyKind;
  readonly code: string | undefined;
  readonly innerCode: string | undefined;
  readonly message: string;
  readonly fields: ErrorFields;
  readonly service: ServiceType | 'identity';
  /** Token endpoints only. */
  readonly source: IdentitySource | undefined;
  /** Token endpoints only: sent without its header, to see whether an endpoint is there. */
  readonly probe: boolean;
  /** Whether method and path are a route of this service. */
  readonly knownRoute: boolean;
}

/** A cause and what must all hold for it. The first rule of a list that holds decides. */
export interface CauseRule {
  readonly cause: CauseName;
  /** One of these as inner code, or as code where the service leaves the inner one out. */
  readonly codes?: readonly string[];
  /**
   * In the message; HTML pages are never searched by it. Messages quote names that users choose, which hold letters, digits
   * and dashes: what a name could be has to stand in a sentence.
   */
  readonly says?: RegExp;
  readonly when?: (facts: ResponseFacts) => boolean;
  /** What the rule found, for the reader of the diagnosis. */
  readonly evidence: string;
}

const saysNoPermission = /does not have .{1,128} permission/;
const conditionReasons = /ABAC|MissingAttributes|DenyAssignment/i;

/** 401 of a vault, by its body. The rest of a 401 is told by what was sent: see `understandUnauthorized.ts`. */
export const UNAUTHORIZED_RULES: readonly CauseRule[] = [
  {
    cause: 'token_audience_mismatch',
    says: /AKV10022|IDX10214|Invalid audience/i,
    evidence: 'The vault says that the audience of the token is wrong.',
  },
  {
    cause: 'token_tenant_mismatch',
    says: /AKV10032|IDX10205|Invalid issuer/i,
    evidence: 'The vault says that the issuer of the token is wrong.',
  },
  {
    cause: 'token_signing_key_unresolved',
    says: /AKV10046|Unable to resolve the key used for signature/i,
    evidence: 'The vault says that it could not find the key that signed the token.',
  },
  {
    cause: 'token_expired',
    says: /\[TokenExpired\]|S2S12086|IDX10223|token (?:is |has |was )?expired/i,
    evidence: 'The vault says that the token has expired.',
  },
  {
    cause: 'token_not_yet_valid',
    says: /\[TokenNotYetValid\]|IDX10222|token (?:is )?not yet valid/i,
    evidence: 'The vault says that the token is not yet valid.',
  },
  {
    cause: 'token_malformed',
    says: /IDX127\d\d|\[BearerReadAccessTokenFailed\]|S2S12005|malformed (?:jwt|token)/i,
    evidence: 'The vault says that the token is no JWT.',
  },
];

const FORBIDDEN_RULES: readonly CauseRule[] = [
  {
    cause: 'group_limit_exceeded',
    says: /Number of groups to be checked cannot be more than/i,
    evidence: 'The vault says that the caller is in too many groups.',
  },
  {
    cause: 'first_party_denied',
    says: /Access denied to first party service/i,
    evidence: 'The vault says that the caller is a service of Microsoft.',
  },
  {
    cause: 'access_policy_obo_required',
    says: /\bto use (?:the )?on-behalf-of\b|\(OBO\) flow/i,
    evidence: 'The access policy entry wants an application that calls on behalf of a user.',
  },
  {
    cause: 'network_perimeter_denied',
    says: /\bNSP rules?\b|\bby NSP\b|network security perimeter/i,
    evidence: 'The message names the rules of a network security perimeter.',
  },
  { cause: 'firewall_denied', codes: ['ForbiddenByFirewall'], evidence: 'The inner code is ForbiddenByFirewall.' },
  {
    cause: 'private_link_required',
    codes: ['ForbiddenByConnection'],
    evidence: 'The inner code is ForbiddenByConnection.',
  },
  {
    cause: 'object_disabled',
    codes: ['SecretDisabled', 'KeyDisabled', 'CertificateDisabled'],
    evidence: 'The inner code says that the object is disabled.',
  },
  {
    cause: 'object_outside_validity',
    when: ({ innerCode }) => /^(?:Key|Secret|Certificate)(?:NotYetValid|Expired)$/.test(innerCode ?? ''),
    evidence: 'The inner code says that the object is not valid now.',
  },
  {
    cause: 'key_operation_not_permitted',
    codes: ['KeyOperationForbidden'],
    evidence: 'The inner code is KeyOperationForbidden.',
  },
  {
    cause: 'rbac_condition_denied',
    when: (facts) => isRbac(facts) && conditionReasons.test(String(facts.fields['decisionReason'] ?? '')),
    evidence: 'The decision reason names a condition or a deny assignment.',
  },
  {
    cause: 'rbac_condition_denied',
    when: (facts) =>
      isRbac(facts) && !facts.fields['decisionReason'] && typeof facts.fields['denyAssignmentId'] === 'string',
    evidence: 'The message names a deny assignment.',
  },
  { cause: 'rbac_denied', when: isRbac, evidence: 'The vault uses Azure RBAC and found no role with this action.' },
  {
    cause: 'access_policy_missing',
    codes: ['AccessDenied'],
    says: saysNoPermission,
    evidence: 'The inner code is AccessDenied: no access policy entry names this caller.',
  },
  {
    cause: 'access_policy_missing',
    says: /Caller was not found on any access policy/i,
    evidence: 'The message says that no access policy entry names this caller.',
  },
  {
    cause: 'access_policy_insufficient',
    codes: ['ForbiddenByPolicy'],
    says: saysNoPermission,
    evidence: 'The inner code is ForbiddenByPolicy: the access policy entry of this caller lacks the permission.',
  },
  {
    cause: 'access_policy_denied',
    says: saysNoPermission,
    evidence: 'The message names a missing permission, and no inner code tells whether the caller has an entry.',
  },
  {
    cause: 'hsm_rbac_denied',
    codes: ['AccessDenied'],
    when: ({ service }) => service === 'managed_hsm',
    evidence: 'The code is AccessDenied, as a Managed HSM answers when no local role allows the action.',
  },
  {
    cause: 'hsm_rbac_denied',
    says: /Not authorized to access Microsoft\.KeyVault\/managedHsm/i,
    evidence: 'The message names an action of a Managed HSM.',
  },
  {
    cause: 'access_policy_denied',
    codes: ['AccessDenied', 'ForbiddenByPolicy'],
    evidence: 'The inner code is one of access policies, and the message does not tell more.',
  },
  {
    cause: 'firewall_denied',
    says: /Client address.{0,80} is not authorized/is,
    evidence: 'The message says that the address of the client is not allowed.',
  },
  {
    cause: 'private_link_required',
    says: /approved private link|Public network access is disabled/i,
    evidence: 'The message asks for an approved private link.',
  },
  {
    cause: 'object_disabled',
    says: /is not allowed on a disabled (?:secret|key|certificate)/i,
    evidence: 'The message says that the object is disabled.',
  },
  {
    cause: 'object_outside_validity',
    // A gateway on the way may tell of a certificate or a key of its own.
    when: ({ code }) => code === 'Forbidden',
    says: /(?:secret|key|certificate)\b.{0,80}\b(?:not yet valid|expired)|\b(?:not yet valid|expired) (?:secret|key|certificate)/i,
    evidence: 'The message says that the object is not valid now.',
  },
  {
    cause: 'key_operation_not_permitted',
    says: /is not permitted on this key/i,
    evidence: 'The message says that the key itself does not permit the operation.',
  },
  { cause: 'forbidden_unknown', evidence: 'The status is 403, and no known code or text came with it.' },
];

const THROTTLED_RULES: readonly CauseRule[] = [
  {
    cause: 'vault_request_type_limit',
    when: ({ fields }) => fields['reason'] === 'VaultRequestTypeLimitReached',
    evidence: 'The reason is VaultRequestTypeLimitReached.',
  },
  {
    cause: 'vault_operation_limit',
    when: ({ fields }) => fields['reason'] === 'VaultOperationLimitReached',
    evidence: 'The reason is VaultOperationLimitReached.',
  },
  { cause: 'throttled_unknown', evidence: 'The status is 429, and no known reason came with it.' },
];

const NOT_FOUND_RULES: readonly CauseRule[] = [
  { cause: 'object_not_found', when: ({ kind }) => kind === 'json', evidence: 'The service answered 404 in JSON.' },
  { cause: 'route_not_found', when: ({ kind }) => kind === 'html', evidence: 'The web server answered 404 in HTML.' },
  {
    cause: 'route_not_found',
    when: ({ knownRoute }) => !knownRoute,
    evidence: 'The status is 404, and method and path are no route of this service.',
  },
  { cause: 'object_not_found', evidence: 'The status is 404 on a route of this service.' },
];

const BAD_REQUEST_RULES: readonly CauseRule[] = [
  {
    cause: 'route_not_found',
    // The front end refuses headers and verbs with the same kind of page, and there the URL is not at fault.
    when: ({ kind, message }) =>
      kind === 'html' &&
      !/Invalid (?:Header|Verb|Hostname)|header.{0,40}too (?:large|long)|plain HTTP request/i.test(message),
    evidence: 'The web server refused the URL with an HTML page.',
  },
  { cause: 'bad_request', evidence: 'The status is 400.' },
];

const CONFLICT_RULES: readonly CauseRule[] = [
  {
    cause: 'object_being_deleted',
    codes: ['ObjectIsBeingDeleted'],
    evidence: 'The inner code is ObjectIsBeingDeleted.',
  },
  {
    cause: 'object_being_recovered',
    codes: ['ObjectIsBeingRecovered'],
    evidence: 'The inner code is ObjectIsBeingRecovered.',
  },
  {
    cause: 'object_soft_deleted',
    codes: ['ObjectIsDeletedButRecoverable'],
    evidence: 'The inner code is ObjectIsDeletedButRecoverable.',
  },
  {
    cause: 'object_being_deleted',
    says: /currently being deleted/i,
    evidence: 'The message says that a deletion runs.',
  },
  {
    cause: 'object_being_recovered',
    says: /currently being recovered/i,
    evidence: 'The message says that a recovery runs.',
  },
  {
    cause: 'object_soft_deleted',
    says: /deleted but recoverable state/i,
    evidence: 'The message says that the name belongs to a deleted object.',
  },
  { cause: 'conflict_unknown', evidence: 'The status is 409, and no known code came with it.' },
];

const SERVER_ERROR_RULES: readonly CauseRule[] = [
  {
    cause: 'service_read_only',
    says: /read-?\s?only (?:state|mode)/i,
    evidence: 'The service says that it is read-only.',
  },
  { cause: 'service_error', evidence: 'The status is 5xx.' },
];

/** Anything else from 400 to 499: `bad_request` is the nearest that the closed list has for 408, 412, 413, 415 and others. */
const CLIENT_ERROR_RULES: readonly CauseRule[] = [
  {
    cause: 'bad_request',
    when: ({ status }) => status === 405,
    evidence: 'The service knows the path, and not this method on it (405).',
  },
  { cause: 'bad_request', evidence: 'The status is 4xx, and none that the service documents.' },
];

const PROXY_EVIDENCE = 'A proxy on the way asks for credentials of its own (407); the service never does.';

/** The closed list has no cause of a proxy's. */
const PROXY_RULES: readonly CauseRule[] = [{ cause: 'bad_request', evidence: PROXY_EVIDENCE }];

const VAULT_RULES: ReadonlyMap<number, readonly CauseRule[]> = new Map([
  [400, BAD_REQUEST_RULES],
  [403, FORBIDDEN_RULES],
  [404, NOT_FOUND_RULES],
  [407, PROXY_RULES],
  [409, CONFLICT_RULES],
  [429, THROTTLED_RULES],
]);

/** Rules of a vault or Managed HSM for a status from 400 on, 401 apart. The last one always holds. */
export function vaultRules(status: number): readonly CauseRule[] {
  return VAULT_RULES.get(status) ?? (status >= 500 ? SERVER_ERROR_RULES : CLIENT_ERROR_RULES);
}

/** Rules of token endpoints. The AADSTS number goes before status and text. */
export const TOKEN_RULES: readonly CauseRule[] = [
  {
    cause: 'managed_identity_not_found',
    when: ({ source }) => source !== 'entra',
    says: /identity not found|\bno\b.{0,80}(?:identity|\bmsi)\b.{0,20}\bfound|unable to load the proper managed identity/i,
    evidence: 'The identity endpoint says that it has no such identity.',
  },
  {
    cause: 'identity_endpoint_throttled',
    when: ({ status }) => status === 429,
    evidence: 'The status is 429.',
  },
  {
    cause: 'token_endpoint_unavailable',
    when: ({ status, source }) => status >= 500 && source === 'entra',
    evidence: 'A request to Entra ID was answered with 5xx.',
  },
  {
    cause: 'managed_identity_error',
    // IMDS answers 410 for up to 70 seconds while it is updated.
    when: ({ status, source }) => status >= 500 || (status === 410 && source !== 'entra'),
    evidence: 'A request to the managed identity endpoint was answered with 5xx or 410.',
  },
  {
    cause: 'imds_probe',
    // A container host answers 403 in the place of the endpoint, which clients take for none.
    when: ({ status, probe, message }) => probe && (status === 400 || (status === 403 && /unreachable/i.test(message))),
    evidence: 'The request carried no Metadata header, which is how clients look for the endpoint.',
  },
  {
    cause: 'token_request_unknown',
    when: ({ status }) => status === 407,
    evidence: PROXY_EVIDENCE,
  },
  {
    cause: 'token_endpoint_not_found',
    when: ({ kind }) => kind === 'html',
    evidence: 'A web server answered with an HTML page.',
  },
  {
    cause: 'managed_identity_error',
    // So IMDS says that it is being updated; what stands in its place in a cluster answers 404 with nothing.
    when: ({ status, source, message }) => status === 404 && source === 'imds' && message !== '',
    evidence: 'The instance metadata endpoint answered 404, as it does while it is updated.',
  },
  {
    cause: 'managed_identity_not_found',
    when: ({ status, source }) => status === 404 && source === 'imds',
    evidence: 'The instance metadata endpoint answered 404.',
  },
  {
    cause: 'token_endpoint_not_found',
    when: ({ status }) => status === 404,
    evidence: 'The token endpoint answered 404.',
  },
  {
    cause: 'token_request_unknown',
    when: ({ fields }) => typeof fields['aadsts'] === 'number',
    evidence: 'The AADSTS number is none whose cause is known here.',
  },
  { cause: 'token_request_unknown', evidence: 'No known number or text came with the error.' },
];

/** The cause that an AADSTS number stands for. */
export function aadstsFinding(fields: ErrorFields): Pick<CauseRule, 'cause' | 'evidence'> | undefined {
  const number = fields['aadsts'];
  const cause = typeof number === 'number' ? AADSTS_CAUSES.get(number) : undefined;
  return cause && { cause, evidence: `Entra ID answered with AADSTS${number}.` };
}

/** The first rule that holds. */
export function firstRule(rules: readonly CauseRule[], facts: ResponseFacts): CauseRule | undefined {
  return rules.find((rule) => holds(rule, facts));
}

function holds({ codes, says, when }: CauseRule, facts: ResponseFacts): boolean {
  if (codes && !codes.includes(facts.innerCode ?? facts.code ?? '')) return false;
  if (says && (facts.kind === 'html' || !says.test(facts.message))) return false;
  return when === undefined || when(facts);
}

function isRbac({ innerCode, code, kind, message }: ResponseFacts): boolean {
  if ((innerCode ?? code) === 'ForbiddenByRbac') return true;
  return kind !== 'html' && innerCode === undefined && message.startsWith('Caller is not authorized to perform action');
}
