// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAUSES, type CauseName, diagnose, type Exchange, type ExchangeResponse } from '../src/diagnosis.ts';
import { sampleClaims, sampleToken } from './understand/sampleToken.ts';

const json = { 'content-type': 'application/json; charset=utf-8' };
const html = { 'content-type': 'text/html' };
const vaultTenant = sampleClaims.tid;
const otherTenant = '0314bde6-8d79-5275-b0a0-45d148a7f4e7';
const inTime = (sampleClaims.iat + 60) * 1000;
const asks = {
  'WWW-Authenticate': `Bearer authorization="https://login.windows.net/${vaultTenant}", resource="https://vault.azure.net"`,
};

type Answer = ExchangeResponse | undefined;

function error(status: number, message: string, inner?: string, code = 'Forbidden'): ExchangeResponse {
  const innererror = inner === undefined ? undefined : { code: inner };
  return { status, headers: json, body: JSON.stringify({ error: { code, message, innererror } }) };
}

interface Sent {
  readonly method?: string;
  readonly url?: string;
  readonly authorization?: string;
  readonly claims?: object;
  readonly now?: number;
  readonly followed?: boolean;
}

function toVault(response: Answer, sent: Sent = {}): Exchange {
  const { method = 'GET', url = 'https://contoso.vault.azure.net/secrets/n?api-version=7.6', claims = {} } = sent;
  const authorization = sent.authorization ?? `Bearer ${sampleToken({ ...sampleClaims, ...claims })}`;
  const headers = authorization === '' ? {} : { Authorization: authorization };
  return { request: { method, url, headers }, response, now: sent.now ?? inTime, followedByCredentials: sent.followed };
}

function toEntra(status: number, text: string | number): Exchange {
  const description = typeof text === 'number' ? `AADSTS${text}: Some text.` : text;
  return {
    request: { method: 'POST', url: 'https://login.microsoftonline.com/t/oauth2/v2.0/token' },
    response: {
      status,
      headers: json,
      body: JSON.stringify({ error: 'invalid_request', error_description: description }),
    },
  };
}

function toImds(status: number, text: string, headers: Record<string, string> = { Metadata: 'true' }): Exchange {
  const url = 'http://169.254.169.254/metadata/identity/oauth2/token?resource=https%3A%2F%2Fvault.azure.net';
  const body = JSON.stringify({ error: 'invalid_request', error_description: text });
  return { request: { method: 'GET', url, headers }, response: { status, headers: json, body } };
}

const noPermission = "The user, group or application 'oid=o' does not have secrets get permission on key vault 'v'.";
const rbac = (reason: string) =>
  `Caller is not authorized to perform action on resource.\r\nAssignment: (not found)\r\nDecisionReason: ${reason} \r\n`;
const tooMany = (reason: string) => `Request was not processed. Reason: ${reason}`;

/** At least one exchange for each cause; the type makes sure that none is left out. */
const exchanges: Readonly<Record<CauseName, readonly Exchange[]>> = {
  auth_challenge: [
    toVault({ status: 401, headers: asks, body: '' }, { authorization: '' }),
    toVault({ status: 401, headers: asks, body: '' }, { authorization: '', followed: true }),
    toVault(
      { status: 401, headers: asks, body: 'OK' },
      { authorization: '', url: 'https://h.managedhsm.azure.net/keys' },
    ),
    toVault(error(401, 'AKV10000: Request is missing a Bearer, PoP, or MTLS_POP token.', undefined, 'Unauthorized'), {
      authorization: '',
    }),
  ],
  cae_challenge: [
    toVault({ status: 401, headers: { 'www-authenticate': 'Bearer error="insufficient_claims", claims="eyJ="' } }),
  ],
  imds_probe: [toImds(400, 'Required metadata header not specified', {}), toImds(400, '', {})],
  token_missing: [
    toVault({ status: 401, headers: asks, body: '' }, { authorization: '', followed: false }),
    toVault({ status: 401 }, { authorization: '' }),
    toVault({ status: 401, headers: asks }, { authorization: 'Bearer ' }),
    toVault({ status: 401, headers: asks }, { authorization: 'Basic abc' }),
    toVault(error(401, 'AKV10000: Request is missing a Bearer or PoP token.')),
  ],
  token_audience_mismatch: [
    toVault(error(401, 'AKV10022: Invalid audience. Expected A, found: B.')),
    toVault({ status: 401, headers: asks }, { claims: { aud: 'https://vault.azure.net/' } }),
    toVault({ status: 401, headers: asks }, { claims: { aud: otherTenant } }),
    toVault({ status: 401 }, { url: 'https://h.managedhsm.azure.net/keys' }),
    toVault(
      { status: 401, headers: asks },
      { claims: { aud: 'x' }, url: 'https://n.vault.r.stack.example/keys?api-version=1' },
    ),
  ],
  token_tenant_mismatch: [
    toVault(error(401, 'AKV10032: Invalid issuer. Expected one of A, found B.')),
    toVault({ status: 401, headers: asks }, { claims: { tid: otherTenant } }),
    toVault(
      { status: 401, headers: asks },
      { claims: { tid: undefined, iss: `https://sts.windows.net/${otherTenant}/` } },
    ),
  ],
  token_expired: [
    toVault(error(401, "[TokenExpired] Error validating token: 'S2S12086'.")),
    toVault(error(401, 'Error validating token: IDX10223')),
    toVault({ status: 401, headers: asks }, { now: Date.now() }),
    toVault({ status: 401, headers: { ...asks, Date: 'Mon, 28 Jan 2019 18:50:14 GMT' } }),
  ],
  token_not_yet_valid: [
    toVault(error(401, 'Token not yet valid (Activity ID: 1)')),
    toVault({ status: 401, headers: asks }, { now: (sampleClaims.nbf - 60) * 1000 }),
  ],
  token_malformed: [
    toVault({ status: 401, headers: asks }, { authorization: 'Bearer undefined' }),
    toVault(error(401, 'AKV10000: Request is missing a Bearer token.'), { authorization: 'Bearer {"token":1}' }),
  ],
  token_signing_key_unresolved: [
    toVault(error(401, "AKV10046: Unable to resolve the key used. EncodedJwtHeader: '***'.")),
  ],
  unauthorized_unknown: [
    toVault({ status: 401, headers: asks }),
    toVault({ status: 401, headers: asks }, { authorization: 'Bearer REDACTED' }),
    toVault({ status: 401 }, { claims: { aud: 'cfa8b339-82a2-471a-a3c9-0fc0be7a4093' } }),
    toVault(
      { status: 401 },
      {
        url: 'https://contoso.vault.usgovcloudapi.net/secrets/n?api-version=7.6',
        claims: { aud: '7e7c393b-45d0-48b1-a35e-2905ddf8183c' },
      },
    ),
    toVault(error(401, 'AKV10999: Something new.')),
  ],

  rbac_denied: [
    toVault(error(403, rbac("'DeniedWithNoValidRBAC'"), 'ForbiddenByRbac')),
    toVault(error(403, rbac('null'), 'ForbiddenByRbac')),
    toVault(error(403, rbac('null'))),
    // No id: empty, words, or a `null` that the end of the text has cut.
    ...[': \r\nAssignment: a\r\n', ': (not found)\r\n', ': Null\r\n', ': None\r\n', ': nu', ':'].map((rest) =>
      toVault(error(403, `${rbac('null')}DenyAssignmentId${rest}`, 'ForbiddenByRbac')),
    ),
  ],
  rbac_condition_denied: [
    toVault(error(403, rbac("'DeniedWithABACEvaluationInRA'"), 'ForbiddenByRbac')),
    toVault(error(403, rbac("'DeniedWithMissingAttributesInRA'"), 'ForbiddenByRbac')),
    toVault(error(403, rbac("'DeniedByDenyAssignment'"), 'ForbiddenByRbac')),
    toVault(error(403, `${rbac('null')}DenyAssignmentId: 'a1'\r\n`, 'ForbiddenByRbac')),
  ],
  hsm_rbac_denied: [
    toVault(error(403, 'Not authorized', undefined, 'AccessDenied'), { url: 'https://h.managedhsm.azure.net/keys/k' }),
    toVault(error(403, 'Not authorized to access Microsoft.KeyVault/managedHsm/keys/read/action on /')),
  ],
  access_policy_missing: [toVault(error(403, noPermission, 'AccessDenied'))],
  access_policy_insufficient: [toVault(error(403, noPermission, 'ForbiddenByPolicy'))],
  access_policy_denied: [toVault(error(403, noPermission)), toVault(error(403, 'New text', 'ForbiddenByPolicy'))],
  access_policy_obo_required: [
    toVault(error(403, "The policy requires the caller 'oid=o' to use on-behalf-of (OBO) flow.", 'ForbiddenByPolicy')),
  ],
  group_limit_exceeded: [toVault(error(403, 'Number of groups to be checked cannot be more than 20.'))],
  first_party_denied: [toVault(error(403, 'Access denied to first party service.\nCaller: x', 'AccessDenied'))],
  firewall_denied: [
    toVault(error(403, 'Client address is not authorized and caller is not a trusted service.', 'ForbiddenByFirewall')),
    toVault(error(403, 'Client address (00.00.00.00) is not authorized and caller is not a trusted service')),
  ],
  network_perimeter_denied: [
    toVault(
      error(
        403,
        'Request was not allowed by NSP rules and the client address is not authorized',
        'ForbiddenByFirewall',
      ),
    ),
  ],
  private_link_required: [
    toVault(error(403, 'New text', 'ForbiddenByConnection')),
    toVault(error(403, 'Public network access is disabled and request is not from a trusted service.')),
  ],
  object_disabled: [
    toVault(error(403, 'x', 'SecretDisabled')),
    toVault(error(403, 'x', 'KeyDisabled')),
    toVault(error(403, 'x', 'CertificateDisabled')),
    toVault(error(403, 'Operation get is not allowed on a disabled secret.')),
  ],
  object_outside_validity: [toVault(error(403, 'x', 'KeyNotYetValid')), toVault(error(403, 'x', 'KeyExpired'))],
  key_operation_not_permitted: [
    toVault(error(403, 'x', 'KeyOperationForbidden')),
    toVault(error(403, 'Operation sign is not permitted on this key.')),
  ],
  forbidden_unknown: [
    toVault({ status: 403, headers: html, body: '<html>Client address is not authorized</html>' }),
    toVault({ status: 403 }),
    toVault(error(403, 'x', 'ForbiddenBySomethingNew')),
  ],

  vault_request_type_limit: [toVault(error(429, tooMany('VaultRequestTypeLimitReached'), undefined, 'Throttled'))],
  vault_operation_limit: [toVault(error(429, tooMany('VaultOperationLimitReached'), undefined, 'Throttled'))],
  throttled_unknown: [toVault(error(429, tooMany('SubscriptionLimitReached'))), toVault({ status: 429 })],

  resource_not_found: [toEntra(400, 500011), toImds(400, 'AADSTS500011: The resource principal named x was not found')],
  scope_invalid: [toEntra(400, 70011), toEntra(400, 901002), toEntra(400, 1002012)],
  tenant_not_found: [toEntra(400, 90002), toEntra(400, 900023)],
  application_not_found: [toEntra(400, 700016), toEntra(401, 700016), toEntra(401, 7000229)],
  application_disabled: [toEntra(401, 7000112)],
  client_secret_invalid: [toEntra(401, 7000215), toEntra(401, 'AADSTS70002: Error. AADSTS7000215: Invalid secret.')],
  client_secret_expired: [toEntra(401, 7000222)],
  client_credentials_invalid: [
    ...[70002, 50012, 7000216, 7000218, 700030, 700022, 700023, 700024, 700025, 700026, 700027].map((number) =>
      toEntra(401, number),
    ),
  ],
  federation_mismatch: [70021, 700211, 700212, 700213, 7002137, 7002138].map((number) => toEntra(400, number)),
  consent_required: [65001, 650057, 50105, 90094].map((number) => toEntra(400, number)),
  interaction_required: [50074, 50076, 50078, 50079, 50158].map((number) => toEntra(400, number)),
  conditional_access_blocked: [53000, 53001, 53002, 53003, 530003, 530032, 530035].map((number) =>
    toEntra(400, number),
  ),
  refresh_token_expired: [
    ...[50173, 700082, 70043, 70008, 700084, 50133].map((number) => toEntra(400, number)),
    toEntra(400, 'AADSTS70002: Error validating credentials. AADSTS70008: The provided access grant is expired.'),
  ],
  managed_identity_not_found: [
    toImds(400, 'Identity not found'),
    toImds(400, 'Identity not found', {}),
    toImds(404, ''),
    { ...toImds(404, ''), response: { status: 404, headers: {}, body: '' } },
    toImds(400, 'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.'),
    toImds(400, 'Unable to load the proper Managed Identity.'),
  ],
  managed_identity_error: [toImds(500, ''), toImds(503, ''), toImds(410, ''), toImds(404, 'Not found')],
  identity_endpoint_throttled: [
    toImds(429, 'Temporarily throttled, too many requests'),
    toEntra(400, 50196),
    toEntra(429, 90055),
    toEntra(429, ''),
  ],
  token_endpoint_not_found: [
    toEntra(404, ''),
    { ...toEntra(400, ''), response: { status: 400, headers: html, body: '<html></html>' } },
  ],
  token_endpoint_unavailable: [toEntra(503, ''), toEntra(400, 90033)],
  token_request_unknown: [toEntra(400, 1234567), toEntra(400, ''), toImds(400, 'Something new')],

  object_not_found: [toVault(error(404, 'x', undefined, 'SecretNotFound')), toVault({ status: 404 })],
  route_not_found: [
    toVault({ status: 404, headers: html, body: '<html></html>' }),
    toVault({ status: 400, headers: html, body: '<h2>Bad Request - Invalid URL</h2>' }),
    toVault({ status: 404 }, { url: 'https://contoso.vault.azure.net/settings' }),
    toVault({ status: 404 }, { url: `https://contoso.vault.azure.net/secrets/n/${otherTenant}` }),
  ],
  bad_request: [
    toVault(error(400, 'x', undefined, 'BadParameter')),
    toVault(error(405, 'x', undefined, 'MethodNotAllowed')),
    toVault({ status: 400, headers: html, body: '<h2>Bad Request - Invalid Header</h2>' }),
    toVault({ status: 413 }),
  ],
  object_being_deleted: [toVault(error(409, 'x', 'ObjectIsBeingDeleted', 'Conflict'))],
  object_being_recovered: [toVault(error(409, 'x', 'ObjectIsBeingRecovered', 'Conflict'))],
  object_soft_deleted: [toVault(error(409, 'x', 'ObjectIsDeletedButRecoverable', 'Conflict'))],
  conflict_unknown: [toVault(error(409, 'x', undefined, 'Conflict')), toVault({ status: 409 })],
  service_read_only: [toVault(error(503, 'Operation "SecretSet" is unavailable: currently in a read-only state.'))],
  service_error: [
    toVault({ status: 503 }),
    toVault({ status: 500 }),
    toVault({ status: 502, headers: html, body: '<p>' }),
  ],
  connection_failed: [toVault(undefined), toVault({ status: 0 }), { ...toEntra(400, ''), response: undefined }],
};

const all = Object.entries(exchanges).flatMap(([cause, list]) =>
  list.map((exchange, index) => ({ cause, index, exchange })),
);

describe('an answer of a proxy on the way', () => {
  it('that asks for credentials of its own is told from one of the vault', () => {
    const diagnosis = diagnose(toVault({ status: 407, headers: html, body: '' }));
    expect(diagnosis?.cause).toBe('bad_request');
    expect(diagnosis?.evidence.join()).toContain('A proxy on the way asks for credentials of its own (407)');
  });

  it('is told from one of a token endpoint too', () => {
    const { request } = toEntra(407, '');
    const diagnosis = diagnose({ request, response: { status: 407, headers: html, body: '<html>407</html>' } });
    expect(diagnosis?.cause).toBe('token_request_unknown');
    expect(diagnosis?.evidence.join()).toContain('A proxy on the way asks for credentials of its own (407)');
  });

  it.each([
    ['that tells of a certificate of its own', 'your certificate has expired'],
    ['that tells of a key of its own', 'The API key for this secret service expired'],
  ])('%s is no word of the vault on its objects', (_what, message) => {
    expect(diagnose(toVault(error(403, message, undefined, 'Denied')))?.cause).toBe('forbidden_unknown');
    expect(diagnose(toVault({ status: 403, headers: {}, body: message }))?.cause).toBe('forbidden_unknown');
  });
});

describe('diagnose', () => {
  it.each(all)('tells $cause (exchange $index)', ({ cause, exchange }) => {
    const diagnosis = diagnose(exchange);
    const { outcome, responsible, retry, remedy, reference } = CAUSES[cause as CauseName];

    expect(diagnosis).toMatchObject({ cause, outcome, responsible, retry, remedy, reference });
    expect(diagnosis?.evidence.length).toBeGreaterThan(0);
  });

  it.each(all)('puts no name, address, id or token into the evidence of $cause (exchange $index)', ({ exchange }) => {
    const evidence = diagnose(exchange)?.evidence.join(' ');

    expect(evidence).not.toMatch(/contoso|00\.00|eyJ|[0-9a-f]{8}-|\boid\b/);
  });

  it('tells who called, what, and where, on a success', () => {
    expect(diagnose(toVault({ status: 200 }))).toMatchObject({
      outcome: 'success',
      cause: undefined,
      service: 'vault',
      cloud: 'public',
      vault: 'contoso',
      operation: 'SecretGet',
      objectType: 'secrets',
      throttleClass: 'vault_operation',
      identity: { appId: sampleClaims.appid, type: 'application' },
      error: undefined,
      evidence: [],
    });
  });

  it('is not moved by what was done with the one before', () => {
    const exchange = toVault({ status: 401 });
    const before = diagnose(exchange);
    const changed = before?.identity as { audience: string; tenantId: string } | undefined;
    Object.assign(changed ?? {}, { audience: 'https://other.example.test', tenantId: 'hidden' });
    const { identity: _, ...rest } = before ?? {};
    expect(changed).toBeDefined();
    expect(diagnose(exchange)).toMatchObject(rest);
    expect(diagnose(exchange)?.identity).not.toMatchObject({ tenantId: 'hidden' });
  });

  it('tells where a token was asked for', () => {
    expect(diagnose(toImds(200, ''))).toMatchObject({
      outcome: 'success',
      service: 'identity',
      operation: 'TokenRequest',
      identitySource: 'imds',
      vault: undefined,
    });
  });

  it.each([
    ['a web page', 200, { 'content-type': 'text/html; charset=utf-8' }],
    ['a redirection', 302, { location: 'https://portal.example.test/' }],
    ['nothing', 204, {}],
  ])('takes %s for no token', (_, status, headers) => {
    const exchange = toEntra(status, '');
    expect(diagnose({ ...exchange, response: { status, headers } })).toMatchObject({
      outcome: 'failure',
      cause: 'token_endpoint_not_found',
    });
  });

  it.each([
    [403, 'text/plain', 'connecting to 169.254.169.254:80: a socket operation was attempted to an unreachable network'],
  ])('takes %i for an answer to a probe', (status, type, body) => {
    const { request } = toImds(status, body, {});
    expect(diagnose({ request, response: { status, headers: { 'content-type': type }, body } })).toMatchObject({
      outcome: 'challenge',
      cause: 'imds_probe',
    });
  });

  it.each([
    [{}, 'challenge', 'imds_probe'],
    [{ Metadata: 'true' }, 'failure', 'connection_failed'],
  ])('tells a probe that nobody answers from a request for a token: %j', (headers, outcome, cause) => {
    const url = 'http://169.254.169.254/metadata/identity/oauth2/token?resource=https%3A%2F%2Fvault.azure.net';
    expect(diagnose({ request: { method: 'GET', url, headers } })).toMatchObject({ outcome, cause });
  });

  it.each([
    ['https://vault.azure.net', 'token_request_unknown'],
    ['https://management.azure.com/', undefined],
  ])('cares for a token request for %s only if that is a vault', (resource, cause) => {
    const exchange = toEntra(400, '');
    const body = `resource=${encodeURIComponent(resource)}`;

    expect(diagnose({ ...exchange, request: { ...exchange.request, body } })?.cause).toBe(cause);
  });

  it('hands over tenant and resource of a challenge', () => {
    expect(diagnose(toVault({ status: 401, headers: asks }, { authorization: '' }))?.challenge).toEqual({
      scheme: 'bearer',
      tenantId: vaultTenant,
      resource: 'https://vault.azure.net',
      error: undefined,
      hasClaims: false,
    });
  });

  it.each([
    [{ 'Retry-After': '9' }, { source: 'retry_after', seconds: 9 }, { retryAfterMs: 9000 }],
    [{}, { source: 'none' }, { retryAfter: null }],
  ])('reads the advice of a 429 with %j', (headers, retryAfter, fields) => {
    for (const exchange of [toVault({ status: 429, headers }), toVault({ status: 503, headers })]) {
      expect(diagnose(exchange)).toMatchObject({ retryAfter, error: { fields } });
    }
  });

  it('takes Retry-After of a success, and of any other error, for no advice', () => {
    for (const status of [200, 202, 403, 500]) {
      expect(diagnose(toVault({ status, headers: { 'Retry-After': '10' } }))?.retryAfter).toBeUndefined();
    }
  });

  it.each([
    ['https://vault.azure.net/', /slash/],
    ['https://vault.keyvault.net', /documentation page/],
    ['https://management.core.windows.net/', /Resource Manager/],
    ['https://graph.microsoft.com', /Graph/],
    ['https://contoso.vault.azure.net', /host of one vault/],
    ['https://managedhsm.azure.net', /Managed HSM/],
    ['spn:cfa8b339-82a2-471a-a3c9-0fc0be7a4093', /spn:/],
  ])('explains the audience %s, from the token and from the message', (aud, evidence) => {
    const fromToken = diagnose(toVault({ status: 401, headers: asks }, { claims: { aud } }));
    const message = `AKV10022: Invalid audience. Expected https://vault.azure.net, found: ${aud}.`;
    const fromMessage = diagnose(toVault(error(401, message), { authorization: 'Bearer REDACTED' }));

    expect(fromToken?.evidence.join()).toMatch(evidence);
    expect(fromMessage?.evidence.join()).toMatch(evidence);
  });

  it('takes a token for another cloud for one with a wrong audience', () => {
    const aud = '7e7c393b-45d0-48b1-a35e-2905ddf8183c';
    expect(diagnose(toVault({ status: 401, headers: asks }, { claims: { aud } }))?.cause).toBe(
      'token_audience_mismatch',
    );
  });

  it.each([
    ['bad_request_102', 'bad_request_102'],
    ['invalid_client', 'invalid_client'],
    ['Bad Request', 'Bad Request'],
    ['a1B2c3D4e5F6', undefined],
    ['hunter2', undefined],
  ])('takes %s of a token endpoint for the code %s: a secret that it repeats is none', (error, code) => {
    const exchange = toImds(400, 'No.');
    const body = JSON.stringify({ error, error_description: 'No.' });
    expect(diagnose({ ...exchange, response: { status: 400, headers: json, body } })?.error?.code).toBe(code);
  });

  it('leaves out the name of the object where a code belongs, and of the codes none', () => {
    const url = 'https://contoso.vault.azure.net/secrets/db-password-prod?api-version=7.6';
    const codeOf = (code: string) => {
      const body = JSON.stringify({ error: { code, message: 'No.' } });
      return diagnose(toVault({ status: 404, headers: json, body }, { url }))?.error?.code;
    };
    expect(codeOf('NotFound DB-Password-Prod')).toBeUndefined();
    expect(codeOf('SecretNotFound')).toBe('SecretNotFound');
  });

  it('leaves out the name of the object where a challenge or a right belongs, and nothing else that is there', () => {
    const diagnosisOf = (name: string, told: string) => {
      const challenge = `Bearer authorization="https://login.microsoftonline.com/${told}", resource="https://vault.azure.net/${told}"`;
      const message = `Caller is not authorized to perform action on resource.\r\nAction: 'Microsoft.KeyVault/vaults/${told}/read'\r\nDecisionReason: '${told}'\r\n`;
      const body = JSON.stringify({ error: { code: 'Forbidden', message, innererror: { code: 'ForbiddenByRbac' } } });
      const url = `https://contoso.vault.azure.net/secrets/${name}?api-version=7.6`;
      const headers = { ...json, 'WWW-Authenticate': challenge };
      return [401, 403].map((status) => diagnose(toVault({ status, headers, body }, { url })));
    };
    expect(JSON.stringify(diagnosisOf('payroll', 'payroll'))).not.toContain('payroll');
    const [challenged, refused] = diagnosisOf('payroll', 'getSecret');
    expect(challenged?.challenge).toMatchObject({
      tenantId: 'getSecret',
      resource: 'https://vault.azure.net/getSecret',
    });
    expect(refused?.error?.fields).toMatchObject({
      action: 'Microsoft.KeyVault/vaults/getSecret/read',
      decisionReason: 'getSecret',
    });
  });

  it.each(['sign', 'get', 'secrets', 'Recover'])(
    'tells what right is missing, also of an object that is called %s',
    (name) => {
      const url = `https://contoso.vault.azure.net/keys/${name}?api-version=7.6`;
      const action = `Caller is not authorized to perform action on resource.\r\nAction: 'Microsoft.KeyVault/vaults/keys/${name}/action'\r\n`;
      const refused = diagnose(toVault(error(403, action, 'ForbiddenByRbac'), { url }));
      expect(refused?.error?.fields['action']).toBe(`Microsoft.KeyVault/vaults/keys/${name}/action`);
      const policy = `The user, group or application 'appid=a' does not have keys ${name} permission on key vault 'contoso;location=westus'.`;
      const denied = diagnose(toVault(error(403, policy, 'ForbiddenByPolicy'), { url }));
      expect(denied?.error?.fields['permission']).toBe(name);
    },
  );

  it('leaves out the name of the object where a permission belongs', () => {
    const url = 'https://contoso.vault.azure.net/keys/payroll?api-version=7.6';
    const policy = `The user, group or application 'appid=a' does not have keys payroll permission on key vault 'contoso;location=westus'.`;
    const denied = diagnose(toVault(error(403, policy, 'ForbiddenByPolicy'), { url }));
    expect(denied?.error?.fields).not.toHaveProperty('permission');
  });

  it('takes a tenant that holds the name of an object by chance for what it is', () => {
    const headers = { 'WWW-Authenticate': `Bearer authorization="https://login.microsoftonline.com/${vaultTenant}"` };
    const url = `https://contoso.vault.azure.net/secrets/${vaultTenant.slice(0, 8)}?api-version=7.6`;
    expect(diagnose(toVault({ status: 401, headers }, { url }))?.challenge?.tenantId).toBe(vaultTenant);
  });

  it('takes the audience of the service for no name, whatever an object is called', () => {
    const url = 'https://contoso.vault.azure.net/secrets/vault?api-version=7.6';
    for (const resource of ['https://vault.azure.net', 'https://vault.azure.net/']) {
      const headers = { 'WWW-Authenticate': `Bearer resource="${resource}"` };
      expect(diagnose(toVault({ status: 401, headers }, { url }))?.challenge?.resource).toBe(resource);
    }
  });

  it('leaves out what an answer repeats of the token', () => {
    const token = sampleToken();
    const part = token.slice(-40);
    const authorization = `Bearer ${token}`;
    const challenge = `Bearer authorization="https://login.microsoftonline.com/${part}", resource="https://${part}"`;
    const message = `Action: 'Microsoft.KeyVault/${part.replaceAll(/[^A-Za-z]/g, '')}/${part}'\r\nCaller: appid=${part};oid=o`;
    const body = JSON.stringify({ error: { code: `A${part}`, message, innererror: { code: part } } });
    for (const status of [401, 403]) {
      const response = { status, headers: { ...json, 'WWW-Authenticate': challenge }, body };
      expect(JSON.stringify(diagnose(toVault(response, { authorization })))).not.toContain(part.slice(0, 12));
      expect(JSON.stringify(diagnose(toVault(response, { authorization: 'Bearer REDACTED' })))).toContain(
        part.slice(0, 12),
      );
    }
  });

  it("says by how much the clock is off, when the service's tells", () => {
    const headers = { ...asks, Date: new Date(inTime - 7_200_000).toUTCString() };

    expect(diagnose(toVault({ status: 401, headers }))).toMatchObject({
      cause: 'token_not_yet_valid',
      evidence: [expect.stringMatching(/valid only/), expect.stringMatching(/2 h ahead of/)],
    });
  });

  it("says that a vault is Microsoft's own", () => {
    const message = `AKV10032: Invalid issuer. Expected one of https://sts.windows.net/${vaultTenant}/, found x.`;

    expect(diagnose(toVault(error(401, message)))?.evidence.join()).toMatch(/belongs to Microsoft/);
  });

  it('says that the vault saw another caller than the token names', () => {
    const message = (oid: string) =>
      `${rbac('null')}Caller: appid=${sampleClaims.appid};oid=${oid};iss=${sampleClaims.iss}\r\n`;
    const evidenceOf = (oid: string) => diagnose(toVault(error(403, message(oid), 'ForbiddenByRbac')))?.evidence.join();

    expect(evidenceOf(otherTenant)).toMatch(/another object id/);
    expect(evidenceOf(sampleClaims.oid)).not.toMatch(/another/);
  });

  it('lets the body win over the claims', () => {
    const exchange = toVault(error(401, 'AKV10046: Unable to resolve the key.'), { claims: { aud: 'x' } });

    expect(diagnose(exchange)?.cause).toBe('token_signing_key_unresolved');
  });

  it('keeps a code that nobody has seen', () => {
    expect(diagnose(toVault(error(403, 'x', 'ForbiddenBySomethingNew')))?.error?.innerCode).toBe(
      'ForbiddenBySomethingNew',
    );
    expect(diagnose(toVault(error(401, 'AKV10999: x')))?.error?.innerCode).toBe('AKV10999');
  });

  it('knows a vault whose suffix the user names', () => {
    const exchange = toVault({ status: 200 }, { url: 'https://localhost:8443/secrets/n' });

    expect(diagnose(exchange)).toBeUndefined();
    expect(diagnose(exchange, { vaultSuffixes: ['localhost:8443'] })).toMatchObject({
      cloud: 'custom',
      operation: 'SecretGet',
    });
  });

  it('uses the clock of the machine when it is told no time', () => {
    const claims = { ...sampleClaims, exp: Math.floor(Date.now() / 1000) + 3600 };
    const { request, response } = toVault({ status: 401, headers: asks }, { claims });

    expect(diagnose({ request, response })?.cause).toBe('unauthorized_unknown');
  });

  it.each([
    'https://vault.contoso.example/v1/secret',
    'https://management.azure.com/subscriptions/s/providers/Microsoft.KeyVault/vaults/v',
    'https://login.microsoftonline.com/common/discovery/instance',
    'ftp://contoso.vault.azure.net/',
    'contoso.vault.azure.net/secrets',
    'https://user:pass@evil.example/?contoso.vault.azure.net',
    'https://contoso.vault.azure.net@evil.example/',
    '',
  ])('has nothing to do with %s', (url) => {
    expect(diagnose(toVault({ status: 403 }, { url }))).toBeUndefined();
  });

  it('does not throw for callers without types', () => {
    const inputs = [null, undefined, {}, { request: null }, { request: {} }, { request: { url: 7, method: null } }];
    for (const input of inputs) expect(diagnose(input as unknown as Exchange)).toBeUndefined();
    const odd = { ...toVault(undefined), response: { status: '403', headers: null, body: { error: 1 } }, now: 'x' };
    expect(diagnose(odd as unknown as Exchange)).toMatchObject({ outcome: 'failure' });
  });

  it('does not throw, whatever the exchange holds', () => {
    const hosts = fc.constantFrom(
      'contoso.vault.azure.net',
      'h.managedhsm.azure.net',
      'login.microsoftonline.com',
      '127.0.0.1:40342',
    );
    const paths = fc.oneof(
      fc.string(),
      fc.constantFrom('secrets/n', 't/oauth2/token', 'metadata/identity/oauth2/token?resource=%'),
    );
    const headers = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('Authorization', 'www-authenticate', 'date', 'retry-after', '__proto__')),
      fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string()), fc.constant(undefined)),
    );
    const bodies = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constant(undefined));
    const exchange = fc.record({
      request: fc.record({
        method: fc.string(),
        url: fc.tuple(hosts, paths).map((parts) => `https://${parts.join('/')}`),
        headers,
        body: bodies,
      }),
      response: fc.option(fc.record({ status: fc.integer({ min: -1, max: 700 }), headers, body: bodies }), {
        nil: undefined,
      }),
      now: fc.oneof(fc.double(), fc.constant(undefined)),
      followedByCredentials: fc.option(fc.boolean(), { nil: undefined }),
    });
    fc.assert(
      fc.property(exchange, (each) => {
        const diagnosis = diagnose(each);
        expect(diagnosis === undefined || ['success', 'challenge', 'failure'].includes(diagnosis.outcome)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a path', `https://contoso.vault.azure.net/${'secrets/'.repeat(1 << 17)}`],
    ['a query', `https://login.microsoftonline.com/t/oauth2/token?${'&'.repeat(1 << 20)}`],
    ['a host', `https://${'a.'.repeat(1 << 19)}vault.azure.net/`],
    ['no host', `https://${'@'.repeat(1 << 20)}`],
  ])('gets through a megabyte of %s', (_, url) => {
    const exchange = toVault({ status: 403, headers: { 'www-authenticate': '='.repeat(1 << 20) } }, { url });

    expect(['forbidden_unknown', 'token_request_unknown', undefined]).toContain(diagnose(exchange)?.cause);
  });
});

describe('CAUSES', () => {
  it.each(Object.entries(CAUSES))('gives %s one sentence of remedy and a page to read', (_, { remedy, reference }) => {
    expect(remedy).toMatch(/^[A-Z][^<>*`]*\.$/);
    expect(remedy.match(/\.(?:\s|$)/g)).toHaveLength(1);
    expect(reference).toMatch(/^https:\/\/(?:learn\.microsoft\.com|github\.com\/keyvault-otel)\//);
  });
});

describe('a look at the tenant before the token request', () => {
  const url = 'https://login.microsoftonline.com/nowhere/v2.0/.well-known/openid-configuration';
  const request = { method: 'GET', url };

  it('is a failed token request when the tenant does not exist', () => {
    const body = '{"error":"invalid_tenant","error_description":"AADSTS90002: Tenant \'nowhere\' not found."}';
    expect(diagnose({ request, response: { status: 400, headers: json, body } })).toMatchObject({
      outcome: 'failure',
      cause: 'tenant_not_found',
      service: 'identity',
    });
  });

  it('is none of ours when it works', () => {
    expect(diagnose({ request, response: { status: 200 } })).toBeUndefined();
  });
});

describe('names that users choose', () => {
  const named = (name: string) =>
    `${rbac("'DeniedWithNoValidRBAC'")}Resource: '/subscriptions/s/resourcegroups/${name}/providers/microsoft.keyvault/vaults/${name}/secrets/${name}'\r\nVault: ${name};location=westeurope\r\n`;

  it.each(['kv-obo', 'nsp-password', 'on-behalf-of', 'rg-nsp-prod', 'obo', 'nsp', 'abac-denyassignment'])(
    'decide no cause: %s',
    (name) => {
      expect(diagnose(toVault(error(403, named(name), 'ForbiddenByRbac')))?.cause).toBe('rbac_denied');
      const policy = noPermission.replace("'v'", `'${name};location=westeurope'`);
      expect(diagnose(toVault(error(403, policy, 'ForbiddenByPolicy')))?.cause).toBe('access_policy_insufficient');
      const address = `Client address is not authorized and caller is not a trusted service.\r\nVault: ${name};location=x`;
      expect(diagnose(toVault(error(403, address, 'ForbiddenByFirewall')))?.cause).toBe('firewall_denied');
    },
  );
});

describe('an AADSTS number', () => {
  it('that is not known here is told so, whatever its text sounds like', () => {
    const text = 'AADSTS7999999: No matching managed identity found.';
    expect(diagnose(toEntra(400, text))).toMatchObject({
      cause: 'token_request_unknown',
      evidence: ['The AADSTS number is none whose cause is known here.'],
    });
  });
});

describe('texts of public reports', () => {
  it.each([
    [403, 'Caller was not found on any access policy.', 'AccessDenied', 'access_policy_missing'],
    [401, "[BearerReadAccessTokenFailed] Error validating token: 'S2S12005'.", undefined, 'token_malformed'],
  ] as const)('%i %s has its cause', (status, message, inner, cause) => {
    const request = {
      method: 'GET',
      url: 'https://v.vault.azure.net/secrets/x?api-version=7.4',
      headers: { authorization: 'Bearer REDACTED' },
    };
    expect(diagnose({ request, response: error(status, message, inner) })?.cause).toBe(cause);
  });
});
