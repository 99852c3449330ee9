// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claimsOf } from './accessToken.ts';
import { answerEntra, answerManagedIdentity, type TokenContext, type TokenEndpoint } from './answerToken.ts';
import { answerVault, scenarioOfName, type VaultContext } from './answerVault.ts';
import { endpointOf, isLoginHost } from './clouds.ts';
import { createTestCertificates } from './createTestCertificates.ts';
import { createLimitsJudge, type LimitBooks, type LimitClass, REAL_LIMITS, type VaultLimits } from './LimitsJudge.ts';
import { ALL_MARKERS, IDENTITY_HEADER_MARKER } from './markers.ts';
import { type FakeRequest, type Reply, type ReplyShape, sendReply } from './Reply.ts';
import { findTokenScenario } from './tokenScenarios.ts';
import { createVaultObjects } from './VaultObjects.ts';

export interface FakeVaultOptions {
  /** Offer HTTP/2 beside HTTP/1.1. */
  readonly http2?: boolean;
  /** Enforce limits: `true` for the real ones, or some of them changed. */
  readonly limits?: boolean | Partial<VaultLimits>;
}

/** One request, as the far end saw it. */
export interface FakeRequestRecord {
  readonly time: number;
  readonly protocol: 'http/1.1' | 'h2';
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** 0 when no answer was sent. */
  readonly status: number;
  /** The scenario that answered; `challenge`, `limit`, `discovery` and the like where none had its say. */
  readonly scenario: string;
  readonly endpoint: 'vault' | 'entra' | 'managed_identity' | 'unknown';
  readonly hadAuthorization: boolean;
  readonly clientRequestId: string | undefined;
  readonly traceparent: string | undefined;
}

export interface ScenarioRule {
  readonly scenario: string;
  /** Default `vault`. */
  readonly endpoint?: 'vault' | TokenEndpoint;
  /** Only this vault (first label of the host); default every vault. As `path`, for endpoint `vault` alone. */
  readonly vault?: string;
  /** Only paths that it matches. */
  readonly path?: RegExp;
  readonly shapes?: readonly ReplyShape[];
  /** Over the scenario's own; for endpoint `vault`. */
  readonly failures?: number | 'always';
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FakeVault {
  /** Of the HTTPS server on 127.0.0.1: vaults, HSMs and login hosts. */
  readonly port: number;
  /** Of the plain HTTP server: instance metadata, `/msi/token`. */
  readonly httpPort: number;
  /** The test authority: a PEM file for NODE_EXTRA_CA_CERTS, and its text. */
  readonly caFile: string;
  readonly ca: string;
  /** The file for `--require` that maps the host names. */
  readonly preload: string;
  /** What a child needs beside the preload. */
  readonly env: Readonly<Record<string, string>>;
  /** The same with IDENTITY_ENDPOINT and IDENTITY_HEADER, as in App Service. */
  readonly appServiceEnv: Readonly<Record<string, string>>;
  readonly requests: readonly FakeRequestRecord[];
  /** Every token issued, for leak tests. */
  readonly tokens: readonly string[];
  /** Which markers (markers.ts) were in a request, an answer or the claims of a token: what a leak test has really tried. */
  readonly markersSeen: ReadonlySet<string>;
  counters(): FakeCounters;
  /** What the judge of the limits has admitted and refused, by vault and class; empty without `limits`. */
  limitBooks(): Readonly<Record<string, Readonly<Partial<Record<LimitClass, LimitBooks>>>>>;
  /** The newest rule that fits a request wins. Throws for a scenario that does not exist. */
  setScenario(rule: ScenarioRule): void;
  /** Forgets requests, tokens, rules, objects and the judge's books. */
  reset(): void;
  close(): Promise<void>;
}

export interface FakeCounters {
  readonly total: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byScenario: Readonly<Record<string, number>>;
}

const MAX_BODY_BYTES = 4_000_000;

/**
 * Starts the far end of the wire: Key Vaults, Managed HSMs, Entra ID and the identity endpoints of a machine, on two
 * ports of 127.0.0.1. Which scenario answers is told by names, see scenarios.ts and tokenScenarios.ts.
 */
export async function startFakeVault({ http2 = false, limits = false }: FakeVaultOptions = {}): Promise<FakeVault> {
  const certificates = await createTestCertificates();
  const directory = mkdtempSync(join(tmpdir(), 'fake-vault-'));
  const caFile = join(directory, 'ca.pem');
  writeFileSync(caFile, certificates.ca);

  const objects = createVaultObjects({ certificate: certificates.der });
  const newJudge = () =>
    limits === false ? undefined : createLimitsJudge({ ...REAL_LIMITS, ...(limits === true ? {} : limits) });
  let judge = newJudge();
  let requests: FakeRequestRecord[] = [];
  let tokens: string[] = [];
  let rules: ScenarioRule[] = [];
  const tokensWithClaims = new Set<string>();
  const markersSeen = new Set<string>();
  const failuresMet = new Map<string, number>();

  const noteMarkers = (...texts: readonly string[]): void => {
    for (const marker of ALL_MARKERS) {
      if (!markersSeen.has(marker) && texts.some((text) => text.includes(marker))) markersSeen.add(marker);
    }
  };

  const tokenContext: TokenContext = {
    forced: (endpoint) => rules.findLast((rule) => rule.endpoint === endpoint)?.scenario,
    issued: (token, claimsAsked) => {
      tokens.push(token);
      if (claimsAsked) tokensWithClaims.add(token);
      noteMarkers(JSON.stringify(claimsOf(token) ?? {}));
    },
  };
  const vaultContext: VaultContext = {
    objects,
    get judge() {
      return judge;
    },
    forced: (request, vault) => {
      const rule = rules.findLast(
        (one) =>
          (one.endpoint ?? 'vault') === 'vault' &&
          (one.vault === undefined || one.vault === vault) &&
          (one.path === undefined || one.path.test(request.url.pathname)),
      );
      const chosen = rule === undefined ? undefined : scenarioOfName(rule.scenario);
      if (rule === undefined || chosen === undefined) return undefined;
      const { failures = chosen.scenario.failures, headers, shapes = chosen.shapes } = rule;
      const scenario = {
        ...chosen.scenario,
        headers: { ...chosen.scenario.headers, ...headers },
        ...(failures === undefined ? {} : { failures }),
      };
      return { scenario, ...(shapes === undefined ? {} : { shapes }) };
    },
    failsOnceMore: (operation, failures) => {
      const met = failuresMet.get(operation) ?? 0;
      if (met < failures) failuresMet.set(operation, met + 1);
      else failuresMet.delete(operation);
      return met < failures;
    },
    hasClaims: (token) => tokensWithClaims.has(token),
  };

  const answer = (request: FakeRequest, secure: boolean): [FakeRequestRecord['endpoint'], Reply] => {
    if (!secure) return ['managed_identity', answerManagedIdentity(request, tokenContext)];
    if (isLoginHost(request.host)) return ['entra', answerEntra(request, tokenContext)];
    const endpoint = endpointOf(request.host);
    if (endpoint !== undefined) return ['vault', answerVault(request, endpoint, vaultContext)];
    if (request.host === 'localhost' || request.host === '127.0.0.1') {
      return ['entra', answerEntra(request, tokenContext)];
    }
    return ['unknown', { status: 421, headers: {}, body: '', scenario: 'unknown-host' }];
  };
  const handle = async (req: AnyRequest, res: AnyResponse, secure: boolean): Promise<void> => {
    const request = await readRequest(req);
    const [endpoint, reply] = answer(request, secure);
    const { headers } = request;
    noteMarkers(
      [request.url.href, decodedForm(request.body), reply.body].join('\n'),
      [...Object.values(headers), ...Object.values(reply.headers)].join('\n'),
    );
    requests.push({
      time: Date.now(),
      protocol: req.httpVersionMajor === 2 ? 'h2' : 'http/1.1',
      host: request.host,
      method: request.method,
      path: request.url.pathname + request.url.search,
      status: reply.status,
      scenario: reply.scenario,
      endpoint,
      hadAuthorization: headers.authorization !== undefined,
      clientRequestId: headers['x-ms-client-request-id']?.toString(),
      traceparent: headers['traceparent']?.toString(),
    });
    await sendReply(res, reply);
  };
  const listener = (secure: boolean) => (req: AnyRequest, res: AnyResponse) => {
    // A client that goes away in the middle is part of what is tested.
    res.on('error', () => undefined);
    handle(req, res, secure).catch((error: unknown) => {
      if (res.headersSent) return;
      res.statusCode = 500;
      res.end(`fake vault: ${error instanceof Error ? error.stack : String(error)}`);
    });
  };

  const tls = { key: certificates.key, cert: certificates.cert };
  const secureServer: Server = http2
    ? createSecureServer({ ...tls, allowHTTP1: true }, listener(true))
    : createHttpsServer(tls, listener(true));
  const plainServer = createServer(listener(false));
  const sockets = new Set<Socket>();
  for (const [server, event] of [
    [secureServer, 'secureConnection'],
    [secureServer, 'connection'],
    [plainServer, 'connection'],
  ] as const) {
    server.on(event, (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
    });
  }
  const [port, httpPort] = await Promise.all([listen(secureServer), listen(plainServer)]);
  const env = {
    NODE_EXTRA_CA_CERTS: caFile,
    FAKE_VAULT_PORTS: JSON.stringify({ https: port, http: httpPort }),
  };

  return {
    port,
    httpPort,
    caFile,
    ca: certificates.ca,
    preload: fileURLToPath(new URL('./mapHosts.cjs', import.meta.url)),
    env,
    appServiceEnv: {
      ...env,
      IDENTITY_ENDPOINT: `http://127.0.0.1:${httpPort}/msi/token`,
      IDENTITY_HEADER: IDENTITY_HEADER_MARKER,
    },
    get requests() {
      return requests;
    },
    get tokens() {
      return tokens;
    },
    markersSeen,
    counters: () => ({
      total: requests.length,
      byStatus: countBy(requests, (one) => String(one.status)),
      byScenario: countBy(requests, (one) => one.scenario),
    }),
    limitBooks: () => judge?.books() ?? {},
    setScenario: (rule) => {
      const { scenario, endpoint = 'vault' } = rule;
      const known = endpoint === 'vault' ? scenarioOfName(scenario) : findTokenScenario(scenario);
      if (known === undefined) throw new Error(`no ${endpoint} scenario '${scenario}'`);
      rules.push(rule);
    },
    reset: () => {
      requests = [];
      tokens = [];
      rules = [];
      tokensWithClaims.clear();
      markersSeen.clear();
      failuresMet.clear();
      objects.reset();
      judge = newJudge();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([closed(secureServer), closed(plainServer)]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

type AnyRequest = IncomingMessage | Http2ServerRequest;
type AnyResponse = ServerResponse | Http2ServerResponse;

async function readRequest(req: AnyRequest): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) throw new Error('request body too large');
    chunks.push(chunk as Buffer);
  }
  const authority = String(req.headers[':authority'] ?? req.headers.host ?? '');
  return {
    method: req.method ?? 'GET',
    host: authority.replace(/:\d+$/, '').toLowerCase(),
    // A path that begins with two slashes would be taken for a host.
    url: new URL(`https://${authority}${req.url ?? '/'}`),
    headers: req.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** A form writes some characters of a secret as percent signs and digits. */
function decodedForm(body: string): string {
  return body.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
