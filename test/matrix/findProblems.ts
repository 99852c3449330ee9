// SPDX-License-Identifier: Apache-2.0
import { METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION } from '../../src/semconv.ts';
import type { FakeRequestRecord } from '../fake-vault/FakeVault.ts';
import type { ProgramResult } from '../fake-vault/runProgram.ts';
import type { SpanView } from '../otlp-receiver/views.ts';
import { type Bench, SERVICE } from './Bench.ts';

/** Who opens the span of a request: OpenTelemetry's instrumentations, the Azure SDK's own tracing, or ours. */
export const SCOPES = {
  http: '@opentelemetry/instrumentation-http',
  undici: '@opentelemetry/instrumentation-undici',
  azure: '@azure/core-rest-pipeline',
  own: 'keyvault-otel',
} as const;
/** `none`: no span is enriched; `elsewhere`: the telemetry goes another way than over OTLP. */
export type Opener = keyof typeof SCOPES | 'none' | 'elsewhere';

/** What has to come out of a run of programs/work.cjs or its like. */
export interface Expectation {
  /** Who opens the spans of the Azure SDK's requests and of fetch; the other clients are not used. */
  readonly azure?: Opener;
  readonly fetch?: Opener;
  /** Attributes that the hooks of the user put on every span of an HTTP instrumentation. */
  readonly hooks?: boolean;
  /** Whether ids of spans are in the headers of requests; default yes. */
  readonly propagated?: boolean;
  /** Whether the program has a MeterProvider and a LoggerProvider that export; default both. */
  readonly metrics?: boolean;
  readonly logs?: boolean;
  /** Lines of standard error that are the host's own business. */
  readonly stderr?: RegExp;
  /** Lines of the program, beside those of the work. */
  readonly stdout?: readonly string[];
}

const LINES: Readonly<Record<'azure' | 'fetch', readonly string[]>> = {
  azure: ['azure ok-1: a value', 'azure rbac-1: 403'],
  fetch: ['fetch ok-2: 401 200', 'fetch rbac-2: 401 403'],
};
/** What a span says of an answer with this status. */
export const OUTCOMES: Readonly<Record<number, readonly [outcome: string, cause: string | undefined, status: string]>> =
  {
    200: ['success', undefined, 'unset'],
    401: ['challenge', 'auth_challenge', 'not error'],
    403: ['failure', 'rbac_denied', 'error'],
  };
const USER_HOOKS = ['user.request_hook', 'user.response_hook', 'user.start_hook'];

/** Compares what the far end saw with what arrived as telemetry. Each text is a problem; none means that all is well. */
export function findProblems(bench: Bench, result: ProgramResult, expected: Expectation): readonly string[] {
  const problems = programProblems(result, expected);
  if (expected.azure === 'elsewhere') return problems;
  return [...problems, ...spanProblems(bench, expected), ...signalProblems(bench, expected)];
}

function programProblems(result: ProgramResult, expected: Expectation): readonly string[] {
  const problems: string[] = [];
  if (result.timedOut) problems.push('the program did not end');
  if (result.code !== 0) problems.push(`exit code ${result.code ?? result.signal}`);
  const clients = (['azure', 'fetch'] as const).filter((client) => expected[client] !== undefined);
  const lines = [...clients.flatMap((client) => LINES[client]), ...(expected.stdout ?? [])];
  const printed = result.stdout.split('\n').filter((line) => line !== '');
  if (printed.toSorted().join('\n') !== lines.toSorted().join('\n')) {
    problems.push(`the program printed ${JSON.stringify(printed)} instead of ${JSON.stringify(lines)}`);
  }
  const complaints = result.stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && expected.stderr?.test(line) !== true);
  if (complaints.length > 0) problems.push(`standard error: ${complaints.slice(0, 6).join(' | ')}`);
  return problems;
}

/** Whether a span stands for the HTTP request itself; the Azure SDK's own tracing has spans above it. */
function isHttpSpan(span: SpanView, expected: Expectation): boolean {
  if (span.kind !== 'client') return false;
  if (span.scope === SCOPES.azure) return expected.azure === 'azure';
  return Object.values<string>(SCOPES).includes(span.scope);
}

/** Host of the request that a span is of. */
export function hostOf(span: SpanView): string {
  const url = span.attributes['url.full'] ?? span.attributes['http.url'];
  if (typeof url === 'string' && URL.canParse(url)) return new URL(url).hostname;
  return String(span.attributes['server.address'] ?? '');
}

function spanProblems({ fake, receiver }: Bench, expected: Expectation): readonly string[] {
  const problems: string[] = [];
  const spans = receiver.spans().filter((span) => isHttpSpan(span, expected));
  for (const kind of ['vault', 'entra'] as const) {
    const requests = fake.requests
      .filter(({ endpoint }) => endpoint === kind)
      .filter(({ host }) => expected.azure !== 'none' || (kind === 'vault' && !isOfAzure(host)));
    const hosts = new Set(requests.map(({ host }) => host));
    const seen = spans.filter((span) => hosts.has(hostOf(span)));
    if (requests.length === 0 && expected.azure !== 'none') problems.push(`no request to ${kind}`);
    // What is none of ours (discovery) is traced where others trace it.
    const counted = kind === 'vault' ? requests : requests.filter(({ scenario }) => scenario !== 'discovery');
    const ours = kind === 'vault' ? seen : seen.filter((span) => 'azure.keyvault.outcome' in span.attributes);
    if (ours.length !== counted.length && expected.fetch !== 'none') {
      problems.push(`${counted.length} requests to ${kind}, ${ours.length} spans (${summary(seen)})`);
    }
    if (kind === 'vault') problems.push(...requests.flatMap((request) => requestProblems(request, seen, expected)));
  }
  return problems;
}

/** The programs use a vault of its own for each client. */
function isOfAzure(host: string): boolean {
  return /-1\./.test(host);
}

function requestProblems(request: FakeRequestRecord, spans: readonly SpanView[], expected: Expectation): string[] {
  const problems: string[] = [];
  const what = `${request.host} ${request.status}`;
  const opener = expected[isOfAzure(request.host) ? 'azure' : 'fetch'];
  if (opener === undefined || opener === 'none' || opener === 'elsewhere') return [];
  const id = request.traceparent?.split('-')[2];
  const injects = opener !== 'own' && opener !== 'azure' && expected.propagated !== false;
  if (id === undefined && injects) problems.push(`${what}: no traceparent`);
  const span = spans.find((one) =>
    id === undefined
      ? hostOf(one) === request.host && one.attributes['http.response.status_code'] === request.status
      : one.spanId === id,
  );
  if (span === undefined) return [...problems, `${what}: no span`];
  const { attributes } = span;
  if (span.scope !== SCOPES[opener]) problems.push(`${what}: opened by ${span.scope}`);
  const [outcome, cause, status] = OUTCOMES[request.status] ?? [];
  const check = (name: string, value: unknown): void => {
    if (attributes[name] !== value) problems.push(`${what}: ${name} is ${String(attributes[name])}`);
  };
  check('azure.keyvault.operation.name', 'SecretGet');
  check('azure.keyvault.outcome', outcome);
  check('azure.keyvault.failure.cause', cause);
  check('server.address', request.host);
  check('http.response.status_code', request.status);
  if (request.hadAuthorization) check('azure.keyvault.identity.type', 'application');
  if (status === 'not error' ? span.status.code === 'error' : span.status.code !== status) {
    problems.push(`${what}: status ${span.status.code}`);
  }
  if (expected.hooks === true && (opener === 'http' || opener === 'undici'))
    for (const hook of USER_HOOKS) check(hook, true);
  return problems;
}

function signalProblems({ fake, receiver }: Bench, expected: Expectation): readonly string[] {
  const problems: string[] = [];
  const requests = fake.requests.filter(({ endpoint }) => endpoint === 'vault');
  const points = receiver.metrics().filter(({ name }) => name === METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION);
  const count = points.reduce((sum, point) => sum + (point.count ?? 0), 0);
  const wanted = expected.metrics === false ? 0 : requests.length;
  if (count !== wanted)
    problems.push(`${wanted} requests, ${count} in ${METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION}`);
  const events = receiver.logs().filter(({ eventName }) => eventName === 'azure.keyvault.client.request.failed');
  const failures = expected.logs === false ? 0 : requests.filter(({ status }) => status === 403).length;
  if (events.length !== failures) problems.push(`${failures} failures, ${events.length} log events`);
  const services = new Set([...points, ...events].map(({ resource }) => resource['service.name']));
  if ([...services].some((service) => service !== SERVICE)) problems.push(`reported as ${[...services].join(', ')}`);
  return problems;
}

function summary(spans: readonly SpanView[]): string {
  return spans
    .map((span) => `${span.scope.replace(/.*-/, '')} ${String(span.attributes['http.response.status_code'])}`)
    .join(', ');
}
