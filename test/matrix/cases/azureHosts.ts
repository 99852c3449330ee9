// SPDX-License-Identifier: Apache-2.0
import type { Bench } from '../Bench.ts';
import { findProblems } from '../findProblems.ts';
import type { MatrixCase, NodeName } from '../MatrixCase.ts';
import { type Envelope, startIngestion } from '../startIngestion.ts';

const LINES = [
  { set: 'otel3', name: 'OpenTelemetry 3.x' },
  { set: 'otel2', name: 'OpenTelemetry 2.x' },
] as const;
const AZURE_SCOPE = '@azure/core-rest-pipeline';

/** Statuses of the spans that the Azure SDK's own tracing opened for challenges. */
function challengesOfAzure({ receiver }: Bench): readonly string[] {
  return receiver
    .spans()
    .filter(({ scope, attributes }) => scope === AZURE_SCOPE && attributes['http.status_code'] === 401)
    .map(({ status }) => status.code);
}

/** The Azure SDK's own tracing: the HTTP span below it is enriched, or its own where there is no other. */
const TRACING_CASES: readonly MatrixCase[] = LINES.flatMap(({ set, name }): MatrixCase[] => {
  const title = `${name}: opentelemetry-instrumentation-azure-sdk`;
  const base = { group: 'guests', set, args: ['programs/ownSdk.cjs'] } as const;
  return [
    {
      ...base,
      title: `${title}, HTTP, undici, Key Vault`,
      env: { INSTRUMENTATIONS: 'azure,http,undici,keyvault' },
      expected: { azure: 'http', fetch: 'undici', hooks: true },
      check: (bench) =>
        challengesOfAzure(bench).join() === 'error,error' ? [] : ['the span above a challenge is no longer an error'],
      note: "The Azure SDK's span above the HTTP span shows each challenge as an error: that one is its own to decide.",
    },
    {
      ...base,
      title: `${title}, HTTP, undici, Key Vault, ChallengeSpanProcessor`,
      env: { INSTRUMENTATIONS: 'azure,http,undici,keyvault', CHALLENGE_PROCESSOR: '1' },
      expected: { azure: 'http', fetch: 'undici', hooks: true },
      check: (bench) => {
        const statuses = challengesOfAzure(bench).join();
        return statuses === 'unset,unset' ? [] : [`statuses of the spans above challenges: ${statuses}`];
      },
    },
    {
      ...base,
      title: `${title}, Key Vault`,
      env: { INSTRUMENTATIONS: 'azure,keyvault' },
      expected: { azure: 'azure', fetch: 'own' },
    },
    {
      ...base,
      title: `${title} with AZURE_HTTP_TRACING_CHILDREN_DISABLED, Key Vault`,
      env: { INSTRUMENTATIONS: 'azure,keyvault', AZURE_HTTP_TRACING_CHILDREN_DISABLED: 'true' },
      expected: { azure: 'azure', fetch: 'own' },
    },
    {
      ...base,
      title: `${title} with AZURE_HTTP_TRACING_CHILDREN_DISABLED, HTTP, undici, Key Vault`,
      env: { INSTRUMENTATIONS: 'azure,http,undici,keyvault', AZURE_HTTP_TRACING_CHILDREN_DISABLED: 'true' },
      expected: { azure: 'none', fetch: 'undici', hooks: true },
      note: "The HTTP instrumentation hides the Azure SDK's span from us: metrics and events are complete, spans of the Azure SDK are not enriched.",
    },
  ];
});

interface MonitorVariant {
  readonly title: string;
  readonly ours: 'library' | 'processor' | 'preload';
  readonly env?: Readonly<Record<string, string>>;
  /** Items of dependencies for each request of the Azure SDK to a vault. */
  readonly perRequest: number;
  /** Whether no challenge is a failed dependency. */
  readonly clean: boolean;
  readonly note?: string;
}

const VARIANTS: readonly MonitorVariant[] = [
  { title: 'then new KeyVaultInstrumentation()', ours: 'library', perRequest: 1, clean: true },
  { title: 'under our preload', ours: 'preload', perRequest: 1, clean: true },
  {
    title: 'with its HTTP instrumentation at work, then new KeyVaultInstrumentation()',
    ours: 'library',
    env: { REQUIRE_HTTPS: '1' },
    perRequest: 2,
    clean: false,
    note: "Azure Monitor itself shows each request twice, as the Azure SDK's span and as the HTTP span below; ours adds none. The upper one shows a challenge as failed.",
  },
  {
    title: 'with its HTTP instrumentation at work, ChallengeSpanProcessor, new KeyVaultInstrumentation()',
    ours: 'processor',
    env: { REQUIRE_HTTPS: '1' },
    perRequest: 2,
    clean: true,
  },
];

const MONITOR_CASES: readonly MatrixCase[] = VARIANTS.map((variant) => ({
  group: 'guests',
  set: 'azure-monitor',
  title: `@azure/monitor-opentelemetry, ${variant.title}`,
  ...(variant.note === undefined ? {} : { note: variant.note }),
  perform: (bench, node) => tryMonitor(bench, node, variant),
}));

async function tryMonitor(bench: Bench, node: NodeName, variant: MonitorVariant): Promise<readonly string[]> {
  const ingestion = await startIngestion(bench.fake.caFile);
  try {
    const result = await bench.run('azure-monitor', node, {
      args: [
        ...(variant.ours === 'preload' ? ['--require', 'keyvault-otel/register'] : []),
        'programs/azureMonitor.cjs',
      ],
      env: {
        OURS: variant.ours,
        CONNECTION_STRING: ingestion.connectionString,
        NODE_EXTRA_CA_CERTS: ingestion.caFile,
        APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
        AZURE_LOG_LEVEL: 'error',
        ...variant.env,
      },
    });
    return [
      ...findProblems(bench, result, { azure: 'elsewhere', fetch: 'elsewhere' }),
      ...envelopeProblems(bench, ingestion.envelopes, variant),
    ];
  } finally {
    await ingestion.close();
  }
}

function envelopeProblems({ fake }: Bench, envelopes: readonly Envelope[], variant: MonitorVariant): readonly string[] {
  const problems: string[] = [];
  const requests = fake.requests.filter(({ endpoint }) => endpoint === 'vault');
  const items = envelopes
    .filter(({ data }) => data.baseType === 'RemoteDependencyData')
    .map(({ data }) => data.baseData)
    .filter(({ data }) => /\.vault\.azure\.net/.test(String(data)));
  const ofAzure = items.filter(({ data }) => /(ok|rbac)-1\./.test(String(data))).length;
  const ofFetch = items.length - ofAzure;
  if (ofAzure !== 4 * variant.perRequest) problems.push(`${ofAzure} dependencies for 4 requests of the Azure SDK`);
  if (ofFetch !== 4) problems.push(`${ofFetch} dependencies for 4 requests of fetch`);
  const ours = items.filter(({ properties }) => properties?.['azure.keyvault.outcome'] !== undefined);
  const seen = ours
    .map(
      ({ resultCode, properties, success }) =>
        `${resultCode} ${properties?.['azure.keyvault.failure.cause']} ${success}`,
    )
    .toSorted();
  const wanted = requests.map(({ status }) => `${status} ${CAUSES[status]}`).toSorted();
  if (seen.join() !== wanted.join()) problems.push(`dependencies are ${seen.join()} instead of ${wanted.join()}`);
  const failed = items.filter(({ resultCode, success }) => resultCode === '401' && success === false).length;
  if (failed > 0 === variant.clean) problems.push(`${failed} challenges are failed dependencies`);
  const count = envelopes
    .flatMap(({ data }) => (data.baseData as { metrics?: readonly { name: string; count: number }[] }).metrics ?? [])
    .filter(({ name }) => name === 'azure.keyvault.client.request.duration')
    .reduce((sum, metric) => sum + metric.count, 0);
  if (count !== requests.length) problems.push(`${requests.length} requests, ${count} in the metric`);
  const events = envelopes.filter(({ data }) => /rbac_denied/.test(String(data.baseData['message']))).length;
  if (events !== 2) problems.push(`2 failures, ${events} log events`);
  return problems;
}

const CAUSES: Readonly<Record<number, string>> = {
  200: 'undefined true',
  401: 'auth_challenge true',
  403: 'rbac_denied false',
};

export const AZURE_HOST_CASES: readonly MatrixCase[] = [...TRACING_CASES, ...MONITOR_CASES];
