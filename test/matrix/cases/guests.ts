// SPDX-License-Identifier: Apache-2.0
import type { ProgramResult } from '../../fake-vault/runProgram.ts';
import type { Bench } from '../Bench.ts';
import { findProblems, hostOf, OUTCOMES } from '../findProblems.ts';
import type { MatrixCase } from '../MatrixCase.ts';

const AUTO = ['--require', '@opentelemetry/auto-instrumentations-node/register'];
const OURS = ['--require', 'keyvault-otel/register'];
const BOTH = { azure: 'http', fetch: 'undici' } as const;

/** A path with the name of an object, and no template in its place. */
const NAMED = /\/(?:secrets|keys|certificates)\/[^{/?]/;

/** What the agent says of an SDK that the program starts too late. */
const SECOND_SDK = /^keyvault-otel: the program started an OpenTelemetry SDK after the agent/m;

const LINES = [
  { set: 'otel3', name: 'OpenTelemetry 3.x' },
  { set: 'otel2', name: 'OpenTelemetry 2.x' },
] as const;

/** Processes that run OpenTelemetry already: what is there is enriched, and nothing is doubled. */
export const GUEST_CASES: readonly MatrixCase[] = [
  ...LINES.flatMap(({ set, name }): MatrixCase[] => {
    const group = 'guests';
    const own = (title: string, instrumentations: string, rest: Partial<MatrixCase>): MatrixCase => ({
      group,
      set,
      title: `${name}: own NodeSDK, ${title}`,
      args: ['programs/ownSdk.cjs'],
      ...rest,
      env: { INSTRUMENTATIONS: instrumentations, ...rest.env },
    });
    return [
      {
        group,
        set,
        title: `${name}: auto-instrumentations-node/register, then our preload`,
        args: [...AUTO, ...OURS, 'programs/app.cjs'],
        expected: BOTH,
      },
      {
        group,
        set,
        title: `${name}: our preload, then auto-instrumentations-node/register`,
        args: [...OURS, ...AUTO, 'programs/app.cjs'],
        expected: BOTH,
      },
      own('HTTP, undici, Key Vault last', 'http,undici,keyvault', { expected: { ...BOTH, hooks: true } }),
      own('Key Vault first, HTTP, undici', 'keyvault,http,undici', { expected: { ...BOTH, hooks: true } }),
      own('HTTP and Key Vault', 'http,keyvault', { expected: { azure: 'http', fetch: 'own', hooks: true } }),
      own('undici and Key Vault', 'undici,keyvault', { expected: { azure: 'own', fetch: 'undici', hooks: true } }),
      own('Key Vault alone', 'keyvault', { expected: { azure: 'own', fetch: 'own' } }),
      own('HTTP and undici, started first of all, under our preload', 'http,undici', {
        args: [...OURS, 'programs/ownSdk.cjs'],
        expected: { ...BOTH, hooks: true },
      }),
      own('HTTP and undici, started later, under our preload', 'http,undici', {
        args: [...OURS, 'programs/ownSdk.cjs'],
        env: { STARTED: 'later' },
        expected: { ...BOTH, hooks: true },
      }),
      own('HTTP and undici, started after a first call to a vault, under our preload', 'http,undici', {
        args: [...OURS, 'programs/ownSdk.cjs'],
        env: { STARTED: 'after-call' },
        expected: { ...BOTH, stdout: ['fetch ok-3: 401 200'], stderr: SECOND_SDK },
        check: (_, { stderr }) => (SECOND_SDK.test(stderr) ? [] : ['nothing is said of the SDK that is not used']),
        note: "OpenTelemetry takes one SDK for each process, and this one comes too late: the agent says so, and its own SDK sends everything, the spans of the program's instrumentations too.",
      }),
      own('KEYVAULT_OTEL_REDACT_URLS=true', 'http,undici,keyvault', {
        env: { KEYVAULT_OTEL_REDACT_URLS: 'true' },
        expected: { ...BOTH, hooks: true },
        check: namesInSpans,
      }),
      own('OTEL_PROPAGATORS=none', 'http,undici,keyvault', {
        env: { OTEL_PROPAGATORS: 'none', ADOPT: '1' },
        expected: { ...BOTH, hooks: true, propagated: false },
        note: 'The requestHook of the undici instrumentation hands its span over with `adopt`.',
      }),
      own('OTEL_TRACES_SAMPLER=always_off', 'http,undici,keyvault', {
        env: { OTEL_TRACES_SAMPLER: 'always_off' },
        check: unsampled,
        note: 'No span is recorded; metrics and log events are complete.',
      }),
      ...(['http,undici,keyvault', 'keyvault,http,undici'] as const).map((order) =>
        own(`60 requests at once, ${order}`, order, { args: ['programs/parallel.cjs'], check: parallel }),
      ),
      own('without instrumentations, under our preload', '', {
        args: [...OURS, 'programs/ownSdk.cjs'],
        expected: { azure: 'own', fetch: 'own' },
      }),
      own('HTTP, undici and Key Vault, under our preload as well', 'http,undici,keyvault', {
        args: [...OURS, 'programs/ownSdk.cjs'],
        expected: { ...BOTH, hooks: true },
      }),
    ];
  }),
];

/** SDK 1.x, on which distributions of vendors are built: it knows no names of log events. */
const FORMER = {
  group: 'guests',
  set: 'otel1',
  // It exports no metrics and log events that it is not told to.
  env: { OTEL_TRACES_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'otlp', OTEL_LOGS_EXPORTER: 'otlp' },
} as const;
const NAMELESS = { ...BOTH, logs: false } as const;
const BY_AUTO = { ...NAMELESS, stdout: ['OpenTelemetry automatic instrumentation started successfully'] } as const;

export const FORMER_CASES: readonly MatrixCase[] = [
  ...[
    { title: 'auto-instrumentations-node/register, then our preload', preloads: [...AUTO, ...OURS] },
    { title: 'our preload, then auto-instrumentations-node/register', preloads: [...OURS, ...AUTO] },
  ].map(({ title, preloads }) => ({
    ...FORMER,
    title: `OpenTelemetry 1.x: ${title}`,
    args: [...preloads, 'programs/app.cjs'],
    expected: BY_AUTO,
  })),
  ...[
    { title: 'HTTP, undici, Key Vault last', instrumentations: 'http,undici,keyvault' },
    { title: 'Key Vault first, HTTP, undici', instrumentations: 'keyvault,http,undici' },
    { title: 'HTTP and undici, under our preload', instrumentations: 'http,undici', preloads: OURS },
  ].map(({ title, instrumentations, preloads = [] }) => ({
    ...FORMER,
    title: `OpenTelemetry 1.x: own NodeSDK, ${title}`,
    args: [...preloads, 'programs/ownSdk.cjs'],
    env: { ...FORMER.env, INSTRUMENTATIONS: instrumentations, KEYVAULT_OTEL_REDACT_URLS: 'true' },
    expected: { ...NAMELESS, hooks: true },
    check: namesInSpans,
  })),
];

/** Distributions of vendors: their own SDK inside, started by their own preload. */
const DISTRIBUTIONS = [
  {
    set: 'elastic',
    name: '@elastic/opentelemetry-node',
    preload: '@elastic/opentelemetry-node',
    // Its greeting goes to standard output.
    env: { OTEL_LOG_LEVEL: 'warn' },
  },
  {
    set: 'splunk',
    name: '@splunk/otel',
    preload: '@splunk/otel/instrument',
    // It does not flush when a program ends by itself.
    env: {
      SPLUNK_METRICS_ENABLED: 'true',
      SPLUNK_AUTOMATIC_LOG_COLLECTION: 'true',
      OTEL_METRIC_EXPORT_INTERVAL: '300',
      OTEL_METRIC_EXPORT_TIMEOUT: '300',
      OTEL_BSP_SCHEDULE_DELAY: '200',
      OTEL_BLRP_SCHEDULE_DELAY: '200',
      LINGER: '5600',
    },
  },
] as const;

export const DISTRIBUTION_CASES: readonly MatrixCase[] = DISTRIBUTIONS.flatMap(({ set, name, preload, env }) => {
  const theirs = ['--require', preload];
  const base = { group: 'guests', set, env, expected: BOTH } as const;
  return [
    { ...base, title: `${name}, then our preload`, args: [...theirs, ...OURS, 'programs/app.cjs'] },
    { ...base, title: `our preload, then ${name}`, args: [...OURS, ...theirs, 'programs/app.cjs'] },
  ];
});

/** Sentry registers a tracer with OpenTelemetry, and nothing else. */
export const SENTRY_CASES: readonly MatrixCase[] = (['sentry8', 'sentry9'] as const).map((sentry) => ({
  group: 'guests',
  set: 'sentry',
  title: `${sentry.replace('sentry', '@sentry/node ')} under our preload`,
  args: [...OURS, 'programs/sentry.cjs'],
  env: { SENTRY: sentry, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' },
  check: oneSpanEach,
}));

/** Attributes of spans, in whatever semantic conventions, that hold what URLs of objects do. */
function namesInSpans({ receiver }: Bench): readonly string[] {
  const attributes = receiver.spans().flatMap((span) => Object.entries(span.attributes));
  const found = attributes.filter(([name, value]) => /^(?:url|http)\./.test(name) && NAMED.test(String(value)));
  return [...new Set(found.map(([name]) => `${name} holds the name of an object`))];
}

/** No spans, and everything else as ever. */
function unsampled(bench: Bench, result: ProgramResult): readonly string[] {
  const spans = bench.receiver.spans().length;
  return [...(spans > 0 ? [`${spans} spans`] : []), ...findProblems(bench, result, { azure: 'none', fetch: 'none' })];
}

/** Each request's own span, told by the id on its wire, says what the far end saw. */
function parallel({ fake, receiver }: Bench, { code, stdout, stderr }: ProgramResult): readonly string[] {
  if (code !== 0 || stdout !== 'done\n') return [`exit code ${code}: ${stderr}`];
  const spans = receiver.spans().filter(({ attributes }) => attributes['azure.keyvault.vault.name'] !== undefined);
  const requests = fake.requests.filter(({ endpoint }) => endpoint === 'vault');
  const problems = requests.flatMap(({ host, status, traceparent }) => {
    const span = spans.find(({ spanId }) => spanId === traceparent?.split('-')[2]);
    if (span === undefined) return [`${host}: its span has no attributes`];
    const { attributes } = span;
    const right =
      `${attributes['azure.keyvault.vault.name']}.vault.azure.net` === host &&
      attributes['azure.keyvault.outcome'] === (status === 200 ? 'success' : 'failure');
    return right ? [] : [`${host} ${status}: its span is of ${String(attributes['azure.keyvault.vault.name'])}`];
  });
  return spans.length === requests.length
    ? problems
    : [...problems, `${requests.length} requests, ${spans.length} spans`];
}

/** Where others propagate by headers of their own: each request has one span, with the diagnosis. */
function oneSpanEach({ fake, receiver }: Bench, { code, stdout, stderr }: ProgramResult): readonly string[] {
  const requests = fake.requests.filter(({ endpoint }) => endpoint === 'vault');
  if (code !== 0 || requests.length === 0) return [`exit code ${code}: ${stdout}${stderr}`];
  const toVaults = receiver
    .spans()
    .filter((span) => span.kind === 'client' && hostOf(span).endsWith('.vault.azure.net'));
  const key = (...parts: readonly unknown[]): string => parts.join(' ');
  const wanted = requests.map(({ host, status }) => key(host, status, OUTCOMES[status]?.[0], OUTCOMES[status]?.[1]));
  const found = toVaults.map((span) => {
    const { 'azure.keyvault.outcome': outcome, 'azure.keyvault.failure.cause': cause } = span.attributes;
    return key(hostOf(span), span.attributes['http.response.status_code'], outcome, cause);
  });
  return found.toSorted().join('\n') === wanted.toSorted().join('\n') && stderr === ''
    ? []
    : [`spans ${JSON.stringify(found)} of requests ${JSON.stringify(wanted)}; ${stderr}`];
}
