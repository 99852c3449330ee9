// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { FAKE_TENANT_ID, makeAccessToken } from './accessToken.ts';
import { CLOUDS } from './clouds.ts';
import { corpusRow } from './corpus.ts';
import { MANAGED_IDENTITY_MARKER } from './markers.ts';
import type { FakeRequest, Reply } from './Reply.ts';
import { findTokenScenario, type TokenScenario } from './tokenScenarios.ts';

export type TokenEndpoint = 'entra' | 'imds' | 'app_service';

export interface TokenContext {
  /** Set by a test; `undefined` leaves the choice to the request. */
  readonly forced: (endpoint: TokenEndpoint) => string | undefined;
  /** Called with every token that leaves the fake. */
  readonly issued: (token: string, claimsAsked: boolean) => void;
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store, no-cache' };

/** Entra ID: token endpoints v1 and v2, and the discovery documents that clients ask for first. */
export function answerEntra(request: FakeRequest, context: TokenContext): Reply {
  const path = request.url.pathname;
  if (path.endsWith('/discovery/instance')) return json(200, instanceDiscovery(request.host), 'discovery');
  const configuration = /^\/([^/]+)(?:\/v2\.0)?\/\.well-known\/openid-configuration$/.exec(path);
  if (configuration !== null) return json(200, openidConfiguration(request.host, configuration[1] ?? ''), 'discovery');
  const token = /^\/([^/]+)\/oauth2\/(v2\.0\/)?token$/.exec(path);
  if (token === null || request.method !== 'POST') return rowReply('aad-404-html-bad-path', 'no-route');

  const form = new URLSearchParams(request.body);
  const tenant = token[1] ?? FAKE_TENANT_ID;
  const clientId = form.get('client_id') ?? '';
  const scenario = chosen(context.forced('entra'), form.get('client_secret'), clientId, tenant);
  const failed = failure(scenario);
  if (failed !== undefined) return failed;
  const audience = form.get('resource') ?? (form.get('scope') ?? '').replace(/\/?\.default$/, '');
  // Clients that can do continuous access evaluation always send `claims` with xms_cc; a challenge adds to it.
  const claimsAsked = /nbf|xms_caeerror/.test(form.get('claims') ?? '');
  const accessToken = tokenFor(scenario, { audience, tenantId: tenant, clientId });
  context.issued(accessToken, claimsAsked);
  const answer = { token_type: 'Bearer', expires_in: 86_399, ext_expires_in: 86_399, access_token: accessToken };
  if (token[2] !== undefined) return json(200, answer, scenario.name);
  const expiresOn = Math.floor(Date.now() / 1000) + 86_399;
  return json(
    200,
    { ...answer, expires_in: '86399', ext_expires_in: '86399', expires_on: String(expiresOn), resource: audience },
    scenario.name,
  );
}

/** The identity endpoints of a machine (169.254.169.254), of App Service (`/msi/token`) and the first answer of Azure Arc. */
export function answerManagedIdentity(request: FakeRequest, context: TokenContext): Reply {
  const { pathname, searchParams: query } = request.url;
  const endpoint = pathname === '/msi/token' ? 'app_service' : 'imds';
  if (endpoint === 'imds' && pathname !== '/metadata/identity/oauth2/token') return json(404, {}, 'no-route');
  if (query.get('api-version') === '2020-06-01') return rowReply('arc-401-basic-challenge', 'arc');
  if (endpoint === 'imds' && request.headers['metadata'] !== 'true') return rowReply('imds-400-js-probe', 'probe');
  if (endpoint === 'app_service' && (request.headers['x-identity-header'] ?? request.headers['secret']) === undefined) {
    return json(401, {}, 'no-identity-header');
  }
  const clientId = query.get('client_id') ?? 'c2f40f6b-8f0c-4d0a-9a37-1f6e2b5d8c90';
  const scenario = chosen(context.forced(endpoint), clientId);
  const failed = failure(scenario);
  if (failed !== undefined) return failed;
  const resource = query.get('resource') ?? '';
  const accessToken = tokenFor(scenario, {
    audience: resource.replace(/\/$/, ''),
    tenantId: FAKE_TENANT_ID,
    clientId,
    claims: { appidacr: '2', xms_mirid: MANAGED_IDENTITY_MARKER, xms_az_rid: MANAGED_IDENTITY_MARKER },
  });
  context.issued(accessToken, false);
  const now = Math.floor(Date.now() / 1000);
  return json(
    200,
    {
      access_token: accessToken,
      client_id: clientId,
      expires_in: '86399',
      expires_on: String(now + 86_399),
      ext_expires_in: '86399',
      not_before: String(now - 300),
      resource,
      token_type: 'Bearer',
    },
    scenario.name,
  );
}

function chosen(forced: string | undefined, ...named: readonly (string | null)[]): TokenScenario {
  const prefix = 'scenario-';
  const name = forced ?? named.find((one) => one?.startsWith(prefix))?.slice(prefix.length) ?? 'ok';
  const scenario = findTokenScenario(name);
  if (scenario === undefined) throw new Error(`no token scenario '${name}'`);
  return scenario;
}

function failure(scenario: TokenScenario): Reply | undefined {
  const { name, row, made, shapes, headers } = scenario;
  if (row !== undefined) return rowReply(row, name);
  if (made !== undefined) {
    return { status: made.status, headers: { ...JSON_HEADERS, ...headers }, body: made.body, scenario: name };
  }
  return shapes === undefined ? undefined : { status: 0, headers: {}, body: '', scenario: name, shapes };
}

interface TokenWish {
  readonly audience: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

function tokenFor({ token }: TokenScenario, { audience, tenantId, clientId, claims }: TokenWish): string {
  if (token?.opaque === true) return randomBytes(96).toString('base64url');
  return makeAccessToken({
    audience: token?.audience ?? audience,
    tenantId: token?.tenantId ?? tenantId,
    clientId,
    ...(token?.lifetime === undefined ? {} : { lifetime: token.lifetime }),
    claims: { ...claims, ...token?.claims?.(Math.floor(Date.now() / 1000)) },
  });
}

function rowReply(id: string, scenario: string): Reply {
  const row = corpusRow(id);
  const { 'content-length': _length, date: _date, ...headers } = row.responseHeaders ?? {};
  return { status: row.status, headers, body: row.body ?? '', scenario };
}

function json(status: number, body: unknown, scenario: string): Reply {
  return { status, headers: JSON_HEADERS, body: JSON.stringify(body), scenario };
}

function instanceDiscovery(host: string) {
  return {
    tenant_discovery_endpoint: `https://${host}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: CLOUDS.map(({ loginHosts }) => ({
      preferred_network: loginHosts[0],
      preferred_cache: loginHosts[1] ?? loginHosts[0],
      aliases: loginHosts,
    })),
  };
}

function openidConfiguration(host: string, tenant: string) {
  const base = `https://${host}/${tenant}`;
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    issuer: `${base}/v2.0`,
    response_types_supported: ['code', 'id_token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}
