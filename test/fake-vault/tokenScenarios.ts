// SPDX-License-Identifier: Apache-2.0
import { findCorpusRow } from './corpus.ts';
import { CLIENT_ADDRESS_MARKER, PERSON_MARKER, USER_OBJECT_ID_MARKER } from './markers.ts';
import type { ReplyShape } from './Reply.ts';

/** What a token endpoint (Entra ID, instance metadata, App Service) does to a request for a token. */
export interface TokenScenario {
  readonly name: string;
  readonly description: string;
  /** Of the token request; `undefined` where a token is issued. */
  readonly expectedCause: string | undefined;
  /** The corpus row that is answered. */
  readonly row?: string;
  /** A whole answer, where the corpus has no row. */
  readonly made?: { readonly status: number; readonly body: string };
  readonly shapes?: readonly ReplyShape[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the token that is issued. */
  readonly token?: {
    readonly lifetime?: number;
    readonly tenantId?: string;
    readonly audience?: string;
    /** `seconds` is the time of issue. */
    readonly claims?: (seconds: number) => Readonly<Record<string, unknown>>;
    /** No JWT at all. */
    readonly opaque?: true;
  };
}

const OTHER_TENANT = '9d1b7e30-5c48-4f2a-b6e7-2a8f0c4d7163';

/** An error of Entra ID in its usual shape. https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
function entraError(status: number, error: string, number: number, text: string): { status: number; body: string } {
  const trace = 'f2c1a8d4-3b60-4e7f-9c05-81d6e4b2a700';
  const correlation = '0e9d5b7c-64a2-4c1f-8f3e-7b2a9c6d1e48';
  const time = '2026-01-15 10:20:30Z';
  return {
    status,
    body: JSON.stringify({
      error,
      error_description: `AADSTS${number}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${time}`,
      error_codes: [number],
      timestamp: time,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${number}`,
    }),
  };
}

/** By `scenario-<name>` as client secret, client id or tenant of the request, or by `setScenario`. */
export const TOKEN_SCENARIOS: readonly TokenScenario[] = [
  { name: 'ok', description: 'issues a token for an application', expectedCause: undefined },
  {
    name: 'token-expired',
    description: 'issues a token that has already expired',
    expectedCause: undefined,
    token: { lifetime: -3_600 },
  },
  {
    name: 'token-short',
    description: 'issues a token with ten minutes left',
    expectedCause: undefined,
    token: { lifetime: 600 },
  },
  {
    name: 'token-not-yet-valid',
    description: 'issues a token that starts in an hour',
    expectedCause: undefined,
    token: { claims: (seconds) => ({ nbf: seconds + 3_600 }) },
  },
  {
    name: 'token-wrong-audience',
    description: 'issues a token for Azure Resource Manager',
    expectedCause: undefined,
    token: { audience: 'https://management.azure.com/' },
  },
  {
    name: 'token-other-tenant',
    description: 'issues a token of another tenant',
    expectedCause: undefined,
    token: { tenantId: OTHER_TENANT },
  },
  {
    name: 'token-user',
    description: 'issues a delegated token with claims that name a person',
    expectedCause: undefined,
    token: {
      claims: () => ({
        idtyp: 'user',
        oid: USER_OBJECT_ID_MARKER,
        scp: 'user_impersonation',
        appidacr: '0',
        upn: `${PERSON_MARKER}@contoso.example`,
        unique_name: `${PERSON_MARKER}@contoso.example`,
        name: PERSON_MARKER,
        ipaddr: CLIENT_ADDRESS_MARKER,
        groups: [`${PERSON_MARKER}-group`],
      }),
    },
  },
  {
    name: 'token-user-id',
    description: 'issues the ID token of a user, which says nowhere that a user is behind it',
    expectedCause: undefined,
    token: {
      audience: '11111111-2222-4333-8444-555555555555',
      claims: () => ({
        ...{ idtyp: undefined, appid: undefined, appidacr: undefined, idp: undefined },
        ver: '2.0',
        oid: USER_OBJECT_ID_MARKER,
        sub: 'pairwise',
        preferred_username: `${PERSON_MARKER}@contoso.example`,
        name: PERSON_MARKER,
      }),
    },
  },
  {
    name: 'token-certificate',
    description: 'issues a token for an application that proved itself with a certificate',
    expectedCause: undefined,
    token: { claims: () => ({ appidacr: '2' }) },
  },
  {
    name: 'token-opaque',
    description: 'issues something that is not a JWT',
    expectedCause: undefined,
    token: { opaque: true },
  },
  {
    name: 'client-secret-invalid',
    description: 'wrong client secret',
    expectedCause: 'client_secret_invalid',
    row: 'aad-401-7000215-wrong-secret',
  },
  {
    name: 'client-secret-expired',
    description: 'client secret past its end',
    expectedCause: 'client_secret_expired',
    row: 'aad-401-7000222-devops',
  },
  {
    name: 'credentials-invalid',
    description: 'credentials refused, in the older wording',
    expectedCause: 'client_credentials_invalid',
    row: 'aad-400-70002-credentials',
  },
  {
    name: 'federation-mismatch',
    description: 'no federated credential matches',
    expectedCause: 'federation_mismatch',
    row: 'aad-400-70021-workload-identity',
  },
  {
    name: 'federation-issuer',
    description: 'no federated credential of that issuer',
    expectedCause: 'federation_mismatch',
    row: 'aad-401-700211-workload-identity',
  },
  {
    name: 'conditional-access',
    description: 'a policy refuses the device',
    expectedCause: 'conditional_access_blocked',
    row: 'aad-400-530003-device',
  },
  {
    name: 'resource-not-found',
    description: 'the resource is not known to the tenant',
    expectedCause: 'resource_not_found',
    row: 'aad-400-500011-vault-host',
  },
  {
    name: 'scope-invalid',
    description: 'the scope is not one',
    expectedCause: 'scope_invalid',
    row: 'aad-400-70011-no-slash-scope',
  },
  {
    name: 'html',
    description: 'a page that says 404',
    expectedCause: 'token_endpoint_not_found',
    row: 'aad-404-html-bad-path',
  },
  {
    name: 'tenant-not-found',
    description: 'no such tenant',
    expectedCause: 'tenant_not_found',
    made: entraError(400, 'invalid_request', 90002, "Tenant 'contoso' not found."),
  },
  {
    name: 'application-not-found',
    description: 'no such application in the tenant',
    expectedCause: 'application_not_found',
    made: entraError(400, 'unauthorized_client', 700016, 'Application was not found in the directory.'),
  },
  {
    name: 'application-disabled',
    description: 'the application is disabled',
    expectedCause: 'application_disabled',
    made: entraError(401, 'unauthorized_client', 7000112, 'Application is disabled.'),
  },
  {
    name: 'consent-required',
    description: 'nobody has consented',
    expectedCause: 'consent_required',
    made: entraError(400, 'invalid_grant', 65001, 'The user or administrator has not consented.'),
  },
  {
    name: 'interaction-required',
    description: 'multi-factor authentication is asked for',
    expectedCause: 'interaction_required',
    made: entraError(400, 'invalid_grant', 50076, 'You must use multi-factor authentication.'),
  },
  {
    name: 'refresh-token-expired',
    description: 'the refresh token has not been used for too long',
    expectedCause: 'refresh_token_expired',
    made: entraError(400, 'invalid_grant', 700082, 'The refresh token has expired due to inactivity.'),
  },
  {
    name: 'unknown',
    description: 'an error with a number that stands for no cause',
    expectedCause: 'token_request_unknown',
    made: entraError(400, 'invalid_request', 9002313, 'Invalid request. Request is malformed or invalid.'),
  },
  {
    name: 'throttled',
    description: 'Entra ID throttles',
    expectedCause: 'identity_endpoint_throttled',
    made: entraError(429, 'invalid_request', 90055, 'Too many requests from the tenant.'),
    headers: { 'retry-after': '1' },
  },
  {
    name: 'unavailable',
    description: 'Entra ID is not available',
    expectedCause: 'token_endpoint_unavailable',
    made: entraError(503, 'temporarily_unavailable', 90033, 'A transient error has occurred.'),
  },
  {
    name: 'identity-not-found',
    description: 'the instance metadata endpoint knows no such identity',
    expectedCause: 'managed_identity_not_found',
    row: 'imds-400-identity-not-found-docs',
  },
  {
    name: 'identity-not-assigned',
    description: 'App Service knows no such identity',
    expectedCause: 'managed_identity_not_found',
    row: 'appservice-400-no-user-assigned',
  },
  {
    name: 'identity-error',
    description: 'the identity endpoint fails',
    expectedCause: 'managed_identity_error',
    row: 'appservice-500-functions',
  },
  {
    name: 'identity-throttled',
    description: 'the instance metadata endpoint throttles',
    expectedCause: 'identity_endpoint_throttled',
    made: {
      status: 429,
      body: '{"error":"invalid_request","error_description":"Temporarily throttled, too many requests"}',
    },
  },
  {
    name: 'reset',
    description: 'the connection is reset before an answer',
    expectedCause: 'connection_failed',
    shapes: ['reset'],
  },
  { name: 'hang', description: 'no answer ever comes', expectedCause: 'connection_failed', shapes: ['hang'] },
];

const byName: ReadonlyMap<string, TokenScenario> = new Map(
  TOKEN_SCENARIOS.map((scenario) => [scenario.name, scenario]),
);

/** The scenario of that name, or one that answers the corpus row of that id. */
export function findTokenScenario(name: string): TokenScenario | undefined {
  const known = byName.get(name);
  if (known !== undefined) return known;
  const row = findCorpusRow(name);
  if (row === undefined || row.status < 400) return undefined;
  return { name, description: `answers the corpus row ${name}`, expectedCause: row.expectedCause, row: name };
}
