// SPDX-License-Identifier: Apache-2.0
import type { CauseName } from '../../understand/causes.ts';

/** Words that a service or a client library writes, and what they stand for when no JSON tells more. */
export interface TextSign {
  readonly says: RegExp;
  readonly status?: number;
  readonly code?: string;
  readonly innerCode?: string;
  /** Only for texts that no HTTP answer has: those of client libraries. */
  readonly cause?: CauseName;
  readonly evidence?: string;
  /** The answer is one of a token endpoint. */
  readonly isToken?: true;
}

const forbidden = { status: 403, code: 'Forbidden' };

/** Signs of an answer of the service; the first that a text holds decides. */
export const SERVICE_SIGNS: readonly TextSign[] = [
  { says: /\bAADSTS\d{4,9}\b/, status: 400, isToken: true },
  {
    says: /No User Assigned or Delegated Managed Identity found|["']?error_description["']?\s*[:=]\s*["']?Identity not found|\bIdentity not found\b|\bMSINotEnabled\b|No MSI found|identity isn't (?:assigned|enabled)|requested identity has not been assigned/i,
    status: 400,
    isToken: true,
    cause: 'managed_identity_not_found',
    evidence: 'The text says that the identity is not assigned to this resource.',
  },
  {
    says: /Continuous access evaluation resulted in challenge/i,
    status: 401,
    code: 'Unauthorized',
    cause: 'cae_challenge',
    evidence: 'The service asks for a new token, because a condition of the sign-in is no longer met.',
  },
  {
    says: /\[BearerReadAccessTokenFailed\]|\bS2S12005\b/,
    status: 401,
    code: 'Unauthorized',
    cause: 'token_malformed',
    evidence: 'The service could not read what was sent as a token.',
  },
  { says: /\bAKV100\d\d\b|\bIDX(?:1\d{4})\b|\bS2S12086\b|\[Token\w+\]/, status: 401, code: 'Unauthorized' },
  {
    says: /ForbiddenByFirewall|Client address(?:: ?\S+| \(\S+\))?[^\n]{0,40} is not authorized/i,
    ...forbidden,
    innerCode: 'ForbiddenByFirewall',
  },
  {
    says: /ForbiddenByConnection|Public network access is disabled|not from a trusted service nor via an approved private link/i,
    ...forbidden,
    innerCode: 'ForbiddenByConnection',
  },
  {
    says: /ForbiddenByRbac|Caller is not authorized to perform action on resource|operation is not allowed by RBAC/i,
    ...forbidden,
    innerCode: 'ForbiddenByRbac',
  },
  {
    says: /Caller was not found on any access policy/i,
    ...forbidden,
    innerCode: 'AccessDenied',
    cause: 'access_policy_missing',
    evidence: 'The message says that no access policy names this caller.',
  },
  { says: /ForbiddenByPolicy/, ...forbidden, innerCode: 'ForbiddenByPolicy' },
  {
    says: /\b(?:Secret|Key|Certificate)Disabled\b|is not allowed on a disabled/i,
    ...forbidden,
    innerCode: 'SecretDisabled',
  },
  { says: /\bKeyOperationForbidden\b|is not permitted on this key/i, ...forbidden, innerCode: 'KeyOperationForbidden' },
  { says: /\b(?:Key|Secret|Certificate)NotYetValid\b/i, ...forbidden, innerCode: 'KeyNotYetValid' },
  { says: /\b(?:Key|Secret|Certificate)Expired\b/, ...forbidden, innerCode: 'KeyExpired' },
  { says: /does not have [^\n]{1,128}? permission/i, ...forbidden },
  { says: /Number of groups to be checked|Access denied to first party service/i, ...forbidden },
  { says: /Not authorized to access Microsoft\.KeyVault\/managedHsm/i, status: 403, code: 'AccessDenied' },
  {
    says: /\bAccessToKeyVaultDenied\b/,
    ...forbidden,
    cause: 'forbidden_unknown',
    evidence: 'App Service could not read the secret with its identity: a missing right or the network of the vault.',
  },
  {
    says: /\bVault(?:Request\w*|Operation\w*)LimitReached\b|too many requests were received|\bThrottled\b/i,
    status: 429,
    code: 'Throttled',
  },
  {
    says: /deleted but recoverable state|\bObjectIsDeletedButRecoverable\b/i,
    status: 409,
    code: 'Conflict',
    innerCode: 'ObjectIsDeletedButRecoverable',
  },
  {
    says: /currently being deleted|\bObjectIsBeingDeleted\b/i,
    status: 409,
    code: 'Conflict',
    innerCode: 'ObjectIsBeingDeleted',
  },
  {
    says: /currently being recovered|\bObjectIsBeingRecovered\b/i,
    status: 409,
    code: 'Conflict',
    innerCode: 'ObjectIsBeingRecovered',
  },
  { says: /\bSecretNotFound\b/, status: 404, code: 'SecretNotFound' },
  { says: /\bKeyNotFound\b/, status: 404, code: 'KeyNotFound' },
  { says: /\bCertificateNotFound\b/, status: 404, code: 'CertificateNotFound' },
  { says: /was not found in this key vault/i, status: 404, code: 'SecretNotFound' },
  { says: /KeyVault\w{0,20}Exception: Access denied/i, ...forbidden, innerCode: 'AccessDenied' },
  {
    says: /\boperationName["']?\s{0,4}:\s{0,4}["']Authentication\b/,
    status: 401,
    code: 'Unauthorized',
    cause: 'auth_challenge',
    evidence: 'The audit log of a vault names the first call of a client, which has no token yet, Authentication.',
  },
  { says: /read-?\s?only state/i, status: 503, code: 'ServiceUnavailable' },
];

/** Signs of a client that never got an answer worth the name. */
export const CLIENT_SIGNS: readonly TextSign[] = [
  {
    says: /tunneling socket could not be established|Proxy Authentication Required|\bHTTP\/\S{1,4} 407\b|\bstatus(?: ?code)?\W{0,3}407\b|\bproxy\b[^\n]{0,80}\b407\b/i,
    cause: 'connection_failed',
    evidence: 'A proxy between the client and the vault refused the connection.',
  },
  {
    says: /challenge (?:resource|scope)[^\n]{0,200}(?:does not match|doesn't match) the requested domain/i,
    cause: 'token_missing',
    evidence:
      'The client refused to send a token, because the challenge names a resource that does not belong to the host of the request.',
  },
  {
    says: /\b(?:endpoints_resolution_error|openid_config_error)\b/,
    cause: 'connection_failed',
    evidence: 'The client could not reach Microsoft Entra ID, so the vault was never asked with a token.',
  },
  {
    says: /(?:DefaultAzureCredential|ChainedTokenCredential|AggregateAuthenticationError)[^\n]{0,120}(?:failed|error|Aggregate)|failed to retrieve a token from the included credentials|credential in this chain|CredentialUnavailable(?:Error|Exception)/i,
    cause: 'token_missing',
    evidence: 'No credential of the client could get a token, so the vault was never asked with one.',
  },
  {
    says: /ManagedIdentityCredential[^\n]{0,40}(?:authentication )?(?:unavailable|failed)|no managed identity endpoint found|no response (?:received )?from the (?:IMDS|managed identity) endpoint/i,
    cause: 'managed_identity_not_found',
    evidence: 'The client found no managed identity endpoint, or none that answers with an identity.',
  },
  {
    says: /\b\w{2,40}Credential\b[^\n]{0,60}(?:unavailable|not (?:available|installed|fully configured))|Please run '?"?az login|az login[^\n]{0,40}to (?:set ?up|access) (?:an )?account/i,
    cause: 'token_missing',
    evidence: 'The client has no credential that is signed in, so the vault was never asked with a token.',
  },
  {
    says: /\bENOTFOUND\b|\bEAI_AGAIN\b|getaddrinfo|no such host|Name or service not known|No such host is known|nodename nor servname|could not be resolved|NXDOMAIN|UnknownHostException|Name resolution failure|Temporary failure in name resolution|Failed to resolve|Could not resolve host|NameResolutionError/i,
    cause: 'connection_failed',
    evidence: 'The name of the host could not be resolved.',
  },
  {
    says: /self[- ]signed certificate|unable to (?:get local issuer|verify the first) certificate|certificate verify failed|PKIX path building failed|x509: certificate|CERT_HAS_EXPIRED|SSL connection could not be established|SSLHandshakeException|RemoteCertificateNameMismatch/i,
    cause: 'connection_failed',
    evidence: 'The TLS certificate was not accepted: most often a proxy that opens TLS, or a missing root certificate.',
  },
  {
    says: /\bECONNREFUSED\b|Connection refused|actively refused/i,
    cause: 'connection_failed',
    evidence: 'The connection was refused.',
  },
  {
    says: /\bECONNRESET\b|socket hang up|Connection reset|forcibly closed|unexpected EOF|Connection aborted/i,
    cause: 'connection_failed',
    evidence: 'The connection was cut before an answer came.',
  },
  {
    says: /\bETIMEDOUT\b|\bESOCKETTIMEDOUT\b|UND_ERR_CONNECT_TIMEOUT|timed? ?out|i\/o timeout|deadline exceeded|ConnectTimeoutException/i,
    cause: 'connection_failed',
    evidence: 'No answer came in time.',
  },
];

/** What a code or inner code of the service says about the status, for texts that name no status. */
export const STATUS_OF_CODE: ReadonlyMap<string, number> = new Map(
  Object.entries({
    badparameter: 400,
    unauthorized: 401,
    forbidden: 403,
    accessdenied: 403,
    forbiddenbyrbac: 403,
    forbiddenbypolicy: 403,
    forbiddenbyfirewall: 403,
    forbiddenbyconnection: 403,
    secretdisabled: 403,
    keydisabled: 403,
    certificatedisabled: 403,
    keynotyetvalid: 403,
    keyoperationforbidden: 403,
    secretnotfound: 404,
    keynotfound: 404,
    certificatenotfound: 404,
    contactsnotfound: 404,
    certificateissuernotfound: 404,
    notfound: 404,
    conflict: 409,
    objectisbeingdeleted: 409,
    objectisbeingrecovered: 409,
    objectisdeletedbutrecoverable: 409,
    throttled: 429,
    toomanyrequests: 429,
  }),
);
