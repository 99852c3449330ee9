// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';

export const TRANSPORTS = ['http', 'fetch', 'undici'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** What goes wrong on the wire; `none` for most cases. */
const FAULTS = [
  'reset-before-head',
  'reset-in-head',
  'reset-in-body',
  'short-body',
  'long-body',
  'bad-chunk',
  'endless-chunk-extension',
  'garbage-head',
  'hang',
  'hang-in-body',
] as const;

/** How the server answers one request. */
export interface AnswerShape {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly size: number;
  readonly content: 'error' | 'text' | 'binary' | 'hostile-json';
  readonly encoding: '' | 'gzip' | 'deflate' | 'br' | 'unknown' | 'gzip-in-name-only';
  readonly framing: 'length' | 'chunked' | 'until-close';
  readonly pieces: number;
  readonly informational: readonly number[];
  readonly trailers: boolean;
  readonly fault: (typeof FAULTS)[number] | 'none';
  /** Answers before it has read the request's body. */
  readonly early: boolean;
  readonly closes: boolean;
}

/** One request of the generated program, and the answer it gets. Plain data: it crosses into a child process. */
export interface ClientCase {
  readonly id: number;
  readonly transport: Transport;
  readonly secure: boolean;
  readonly host: string;
  readonly path: string;
  readonly method: string;
  /** Which function of the transport, and in which of its forms. */
  readonly call: number;
  readonly headersForm: 'object' | 'pairs' | 'flat' | 'late' | 'none';
  readonly credential: boolean;
  readonly body: 'none' | 'text' | 'bytes' | 'pieces' | 'stream' | 'form';
  readonly bodySize: number;
  readonly expectContinue: boolean;
  readonly agent: 'shared' | 'own' | 'none';
  readonly stop: 'never' | 'at-once' | 'next-tick' | 'at-response' | 'in-body' | 'timeout';
  readonly stopBy: 'destroy' | 'destroy-with-error' | 'signal';
  readonly read: number;
  readonly redirect: 'follow' | 'manual' | 'error';
  readonly answer: AnswerShape;
}

const HOSTS = [
  'contoso.vault.azure.net',
  'hsm.managedhsm.azure.net',
  'CONTOSO.Vault.Azure.Net',
  'login.microsoftonline.com',
  'shop.example.test',
] as const;
const PATHS = [
  '/secrets/db-password',
  '//secrets/db-password/',
  '/keys/signing/0123456789abcdef0123456789abcdef/sign',
  '/keys/new/create',
  '/certificates',
  '/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token',
  '/secrets/%E2%82%AC%00%2f..;a=b',
  '/',
] as const;
const STATUSES = [200, 201, 202, 204, 206, 302, 304, 400, 401, 403, 404, 408, 409, 418, 429, 500, 503] as const;

const HEADERS: readonly (readonly [string, string])[] = [
  ['x-ms-request-id', '00000000-0000-4000-8000-000000000001'],
  ['x-ms-keyvault-region', 'westeurope'],
  ['x-ms-keyvault-network-info', 'conn_type=Ipv4;addr=203.0.113.7;act_addr_fam=InterNetwork;'],
  [
    'WWW-Authenticate',
    'Bearer authorization="https://login.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47", resource="https://vault.azure.net"',
  ],
  ['www-authenticate', 'Bearer error="invalid_token", error_description="AKV10022: Invalid audience."'],
  ['WWW-Authenticate', `Bearer ${',"=\\'.repeat(60)}`],
  ['Retry-After', '0'],
  ['retry-after', 'Wed, 21 Oct 2065 07:28:00 GMT'],
  ['Retry-After-Ms', '-1'],
  ['Set-Cookie', 'a=b'],
  ['set-cookie', 'c=d; Path=/'],
  ['Location', '/secrets/elsewhere'],
  ['x-long', 'v'.repeat(400)],
  ['x-latin', 'caf\u00e9'],
];

const answer: fc.Arbitrary<AnswerShape> = fc.record({
  status: fc.constantFrom(...STATUSES),
  headers: fc.uniqueArray(fc.constantFrom(...HEADERS), { maxLength: 6 }),
  size: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2_000 }), fc.constantFrom(16_384, 20_000, 300_000)),
  content: fc.constantFrom(
    'error' as const,
    'error' as const,
    'text' as const,
    'binary' as const,
    'hostile-json' as const,
  ),
  encoding: fc.oneof(
    { weight: 3, arbitrary: fc.constant('' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'gzip' as const,
        'deflate' as const,
        'br' as const,
        'unknown' as const,
        'gzip-in-name-only' as const,
      ),
    },
  ),
  framing: fc.constantFrom('length' as const, 'length' as const, 'chunked' as const, 'until-close' as const),
  pieces: fc.integer({ min: 1, max: 4 }),
  informational: fc.oneof(
    { weight: 6, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(102, 103), { minLength: 1, maxLength: 2 }) },
  ),
  trailers: fc.boolean(),
  fault: fc.oneof(
    { weight: 4, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constantFrom(...FAULTS) },
  ),
  early: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  closes: fc.boolean(),
});

const clientCase = (transport: Transport): fc.Arbitrary<Omit<ClientCase, 'id'>> =>
  fc.record({
    transport: fc.constant(transport),
    secure: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    host: fc.constantFrom(...HOSTS),
    path: fc.constantFrom(...PATHS),
    method: fc.constantFrom('GET', 'GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'),
    call: fc.nat(11),
    headersForm: fc.constantFrom('object', 'pairs', 'flat', 'late', 'none'),
    credential: fc.boolean(),
    body: fc.constantFrom('none', 'text', 'bytes', 'pieces', 'stream', 'form'),
    bodySize: fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.constantFrom(70_000, 200_000)),
    expectContinue: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    agent: fc.constantFrom('shared', 'own', 'none'),
    stop: fc.oneof(
      { weight: 6, arbitrary: fc.constant('never' as const) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'at-once' as const,
          'next-tick' as const,
          'at-response' as const,
          'in-body' as const,
          'timeout' as const,
        ),
      },
    ),
    stopBy: fc.constantFrom('destroy', 'destroy-with-error', 'signal'),
    read: fc.nat(11),
    redirect: fc.constantFrom('follow', 'manual', 'error'),
    answer,
  });

/** So many cases of each transport; the same for the same seed. */
export function clientCases(options: { readonly perTransport: number; readonly seed: number }): ClientCase[] {
  return TRANSPORTS.flatMap((transport) =>
    fc.sample(clientCase(transport), { numRuns: options.perTransport, seed: options.seed }),
  ).map((one, id) => ({ ...one, id, stop: stopOf(one) }));
}

/** A program that never gives up on a server that never answers would only make the run longer. */
function stopOf({ stop, answer: { fault } }: Omit<ClientCase, 'id'>): ClientCase['stop'] {
  return stop === 'never' && fault.startsWith('hang') ? 'timeout' : stop;
}
