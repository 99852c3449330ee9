// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { claimsOf, FAKE_TENANT_ID } from './accessToken.ts';
import type { FakeEndpoint } from './clouds.ts';
import { type CorpusRow, corpusRow } from './corpus.ts';
import { drawOf, type LimitsJudge } from './LimitsJudge.ts';
import { CLIENT_ADDRESS_MARKER } from './markers.ts';
import { type FakeRequest, REPLY_SHAPES, type Reply, type ReplyShape } from './Reply.ts';
import { findVaultScenario, type VaultScenario } from './scenarios.ts';
import type { ObjectRequest, VaultObjects } from './VaultObjects.ts';
import { withCaller } from './withCaller.ts';
import { objectNameOf, withoutMasks } from './withoutMasks.ts';

export interface VaultContext {
  readonly objects: VaultObjects;
  /** `undefined`: no limits. */
  readonly judge: LimitsJudge | undefined;
  /** A scenario that a test has set for this request, over the one of the name. */
  readonly forced: (request: FakeRequest, vault: string) => ChosenScenario | undefined;
  /** Counts the failures that an operation has met; true while it has to meet one more. */
  readonly failsOnceMore: (operation: string, failures: number) => boolean;
  /** Whether a token was issued in answer to a claims challenge. */
  readonly hasClaims: (token: string) => boolean;
}

export interface ChosenScenario {
  readonly scenario: VaultScenario;
  readonly shapes?: readonly ReplyShape[];
}

/** Of an object, in the bodies of scenarios.ts. */
const MADE_NAME = 'example-secret';
const NAME = /^(.+?)-?\d*$/;
const SHAPE = new RegExp(`^(.+)-(${REPLY_SHAPES.join('|')})$`);
const VOLATILE: ReadonlySet<string> = new Set(['content-length', 'date', 'x-ms-request-id', 'x-ms-client-request-id']);

/** The scenario and the shapes that a name stands for; `undefined` when it stands for none. */
export function scenarioOfName(label: string): ChosenScenario | undefined {
  let name = label.toLowerCase();
  const shapes: ReplyShape[] = [];
  for (;;) {
    const scenario = findVaultScenario(name) ?? findVaultScenario(NAME.exec(name)?.[1] ?? name);
    if (scenario !== undefined) return { scenario, shapes };
    const shaped = SHAPE.exec(NAME.exec(name)?.[1] ?? name);
    if (shaped === null) return undefined;
    name = shaped[1] ?? '';
    shapes.push(shaped[2] as ReplyShape);
  }
}

/** What the vault or Managed HSM behind `endpoint` answers. */
export function answerVault(request: FakeRequest, endpoint: FakeEndpoint, context: VaultContext): Reply {
  const segments = request.url.pathname.split('/').filter((segment) => segment !== '');
  const ordinary: ChosenScenario = { scenario: scenarioNamed('ok') };
  const byObject = /^as-(.+)$/i.exec(segments[1] ?? '')?.[1];
  const { scenario, shapes = [] } =
    context.forced(request, endpoint.vault) ??
    (byObject === undefined ? undefined : scenarioOfName(byObject)) ??
    scenarioOfName(endpoint.vault) ??
    ordinary;

  if (scenario.wire !== undefined) {
    return { status: 0, headers: {}, body: '', scenario: scenario.name, shapes: [scenario.wire] };
  }
  const token = bearerOf(request);
  if (token === undefined) return challenge(request, endpoint, scenario);

  const shaped = (reply: Reply): Reply => (shapes.length === 0 ? reply : { ...reply, shapes });
  if (mustFail(request, scenario, token, context)) return shaped(failureOf(request, endpoint, scenario));
  const objectRequest: ObjectRequest = {
    origin: `https://${request.host}`,
    method: request.method,
    segments,
    query: request.url.searchParams,
    body: parsed(request.body),
  };
  const kind = context.objects.keyKind(objectRequest);
  const draw = drawOf(endpoint.vault, { method: request.method, segments, kind });
  if (endpoint.service === 'vault' && context.judge?.admit(draw) === false) {
    return failureOf(request, endpoint, {
      ...scenarioNamed(draw.limitClass === 'vaultOperation' ? 'throttled-operations' : 'throttled'),
      name: 'limit',
    });
  }
  const refused = refusalOf(token, endpoint);
  if (refused !== undefined) return failureOf(request, endpoint, scenarioNamed(refused));

  const answer = context.objects.answer(objectRequest);
  if (answer === 'object_not_found') return failureOf(request, endpoint, scenarioNamed('not-found'));
  if (answer === 'route_not_found') return failureOf(request, endpoint, scenarioNamed('no-route'));
  return shaped({
    status: answer.status,
    headers: {
      ...serviceHeaders(request, endpoint),
      ...(endpoint.service === 'vault' ? ASSIGNMENT_HEADERS : {}),
      ...scenario.successHeaders,
      ...answer.headers,
    },
    body: answer.body === undefined ? '' : JSON.stringify(answer.body),
    scenario: scenario.name,
  });
}

function bearerOf(request: FakeRequest): string | undefined {
  return /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function scenarioNamed(name: string): VaultScenario {
  const scenario = findVaultScenario(name);
  if (scenario === undefined) throw new Error(`no vault scenario '${name}'`);
  return scenario;
}

function mustFail(request: FakeRequest, scenario: VaultScenario, token: string, context: VaultContext): boolean {
  if (scenario.rows.length === 0 && scenario.made === undefined) return false;
  if (scenario.expectedCause === 'cae_challenge') return !context.hasClaims(token);
  const { failures = 'always' } = scenario;
  if (failures === 'always') return true;
  const clientRequestId = request.headers['x-ms-client-request-id'];
  const operation = `${scenario.name} ${clientRequestId ?? `${request.method} ${request.host}${request.url.pathname}`}`;
  return context.failsOnceMore(operation, failures);
}

/** The scenario that the service's own check of the token ends in; what is no JWT is let pass. */
function refusalOf(token: string, endpoint: FakeEndpoint): string | undefined {
  const claims = claimsOf(token);
  if (claims === undefined) return undefined;
  if (typeof claims['exp'] === 'number' && claims['exp'] * 1000 < Date.now()) return 'expired';
  if (typeof claims['nbf'] === 'number' && claims['nbf'] * 1000 > Date.now()) return 'token-early';
  if (typeof claims['tid'] === 'string' && claims['tid'] !== FAKE_TENANT_ID) return 'wrong-tenant';
  if (typeof claims['aud'] === 'string' && claims['aud'] !== endpoint.audience) return 'wrong-audience';
  return undefined;
}

function challenge(request: FakeRequest, endpoint: FakeEndpoint, scenario: VaultScenario): Reply {
  const hsm = endpoint.service === 'managed_hsm';
  const row = corpusRow(hsm ? 'mhsm-401-challenge-role-list-2020' : 'kv-401-challenge-cert-create-2022');
  const headers: Record<string, string> = {
    ...stable(row),
    'www-authenticate': authenticateHeader(endpoint, scenario),
    ...(hsm ? {} : idHeaders(request)),
  };
  // A Managed HSM names its build, and says OK, only in answer to a GET.
  const silent = hsm && request.method !== 'GET';
  if (silent) delete headers['x-ms-build-version'];
  return { status: 401, headers, body: silent ? '' : (row.body ?? ''), scenario: 'challenge' };
}

function authenticateHeader({ cloud, audience }: FakeEndpoint, scenario: VaultScenario): string {
  const { challengeTenant = FAKE_TENANT_ID, challengeResource = audience } = scenario;
  return `Bearer authorization="https://${cloud.loginHosts[0]}/${challengeTenant}", resource="${challengeResource}"`;
}

function failureOf(request: FakeRequest, endpoint: FakeEndpoint, scenario: VaultScenario): Reply {
  const { name, made } = scenario;
  const row = made === undefined ? fittingRow(request, scenario.rows) : undefined;
  const rowHeaders = row === undefined ? {} : stable(row);
  const html = (rowHeaders['content-type'] ?? '').includes('html');
  const authenticate = rowHeaders['www-authenticate']?.includes('authorization=')
    ? { 'www-authenticate': authenticateHeader(endpoint, scenario) }
    : {};
  const recorded = made?.body ?? row?.body ?? '';
  const asRecorded = scenario.replace === undefined ? recorded : recorded.replace(...scenario.replace);
  const recordedName = row === undefined ? MADE_NAME : objectNameOf(row.request.url);
  return {
    status: made?.status ?? row?.status ?? 500,
    headers: {
      ...(html ? {} : serviceHeaders(request, endpoint)),
      ...rowHeaders,
      ...authenticate,
      ...scenario.headers,
    },
    body: withoutMasks(withCaller(asRecorded, bearerOf(request)), request, recordedName),
    scenario: name,
  };
}

/** Of several rows, the one of the same object type and method, or at least of the same object type. */
function fittingRow(request: FakeRequest, ids: readonly string[]): CorpusRow {
  const rows = ids.map(corpusRow);
  const shape = (method: string, path: string) => {
    const segments = path.split('/').filter((segment) => segment !== '');
    return { method, type: segments[0], list: segments.length === 1 };
  };
  const wanted = shape(request.method, request.url.pathname);
  const fit = (row: CorpusRow): number => {
    const offered = shape(row.request.method, new URL(row.request.url).pathname);
    if (offered.type !== wanted.type) return 0;
    return 1 + Number(offered.list === wanted.list) + Number(offered.method === wanted.method);
  };
  const best = rows.reduce<CorpusRow | undefined>(
    (chosen, row) => (chosen === undefined || fit(row) > fit(chosen) ? row : chosen),
    undefined,
  );
  if (best === undefined) throw new Error('a scenario that fails needs a corpus row or an answer of its own');
  return best;
}

function stable(row: CorpusRow): Record<string, string> {
  return Object.fromEntries(Object.entries(row.responseHeaders ?? {}).filter(([name]) => !VOLATILE.has(name)));
}

function idHeaders({ headers }: FakeRequest): Record<string, string> {
  const echoed = headers['x-ms-client-request-id'];
  return {
    'x-ms-request-id': randomUUID(),
    ...(typeof echoed === 'string' && headers['x-ms-return-client-request-id'] !== undefined
      ? { 'x-ms-client-request-id': echoed }
      : {}),
  };
}

const ASSIGNMENT_HEADERS: Readonly<Record<string, string>> = {
  'x-ms-keyvault-rbac-assignment-id': 'f4e2dde1-5ff5-56c6-8923-012f34e01597',
  'x-ms-keyvault-rbac-cache': 'ra_age=154;da_age=2994;rd_age=2994;brd_age=21607;ra_notif_age=1020;dec_lev=1;',
};

function serviceHeaders(request: FakeRequest, { service }: FakeEndpoint): Record<string, string> {
  const common = {
    'cache-control': 'no-cache',
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'strict-transport-security': 'max-age=31536000;includeSubDomains',
    ...idHeaders(request),
  };
  if (service === 'managed_hsm') {
    return {
      ...common,
      'content-security-policy': "default-src 'self'",
      'x-frame-options': 'SAMEORIGIN',
      'x-ms-server-latency': '1',
      'x-ms-build-version': '1.0.20260101-1-0a1b2c3d-release',
      'x-ms-keyvault-region': 'westeurope',
      'x-ms-keyvault-network-info': `conn_type=Ipv4;addr=${CLIENT_ADDRESS_MARKER};act_addr_fam=Ipv4;`,
    };
  }
  return {
    ...common,
    pragma: 'no-cache',
    expires: '-1',
    'x-ms-keyvault-region': 'westeurope',
    'x-ms-keyvault-service-version': '1.9.3019.1',
    'x-ms-keyvault-network-info': `conn_type=Ipv4;addr=${CLIENT_ADDRESS_MARKER};act_addr_fam=InterNetwork;`,
  };
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
