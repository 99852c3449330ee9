// SPDX-License-Identifier: Apache-2.0
import * as semconv from '../../src/semconv.ts';
import { CAUSES, type CauseName } from '../../src/understand/causes.ts';

type Labels = Readonly<Record<string, string | number | boolean>>;

interface Cumulative {
  readonly definition: semconv.MetricDefinition;
  readonly labels: Labels;
  readonly buckets: number[];
  count: number;
  sum: number;
}

/** Repeatable pseudo-random numbers, 0 to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function toAttributes(labels: Labels) {
  return Object.entries(labels).map(([key, value]) => ({
    key,
    value:
      typeof value === 'number'
        ? { intValue: String(value) }
        : typeof value === 'boolean'
          ? { boolValue: value }
          : { stringValue: value },
  }));
}

/** One process of a made-up fleet: cumulative points as an SDK would export them. */
class Process {
  readonly #points = new Map<string, Cumulative>();
  readonly #gauges = new Map<string, { definition: semconv.MetricDefinition; labels: Labels; value: number }>();
  readonly #resource: Labels;
  readonly #startNanos: string;

  constructor(resource: Labels, startMs: number) {
    this.#resource = resource;
    this.#startNanos = `${startMs}000000`;
  }

  record(metric: string, labels: Labels, value: number): void {
    const definition = definitionOf(metric);
    const key = metric + JSON.stringify(labels);
    let point = this.#points.get(key);
    if (point === undefined) {
      point = { definition, labels, count: 0, sum: 0, buckets: (definition.boundaries ?? []).map(() => 0).concat(0) };
      this.#points.set(key, point);
    }
    point.count += definition.instrument === 'counter' ? value : 1;
    point.sum += value;
    const bucket = (definition.boundaries ?? []).findIndex((bound) => value <= bound);
    const index = bucket === -1 ? point.buckets.length - 1 : bucket;
    point.buckets[index] = (point.buckets[index] ?? 0) + 1;
  }

  gauge(metric: string, labels: Labels, value: number): void {
    this.#gauges.set(metric + JSON.stringify(labels), { definition: definitionOf(metric), labels, value });
  }

  toResourceMetrics(timeMs: number): unknown {
    const timeUnixNano = `${timeMs}000000`;
    const common = (labels: Labels) => ({
      attributes: toAttributes(labels),
      startTimeUnixNano: this.#startNanos,
      timeUnixNano,
    });
    const metrics = [
      ...[...this.#points.values()].map(({ definition, labels, buckets, count, sum }) => ({
        name: definition.name,
        unit: definition.unit,
        ...(definition.instrument === 'counter'
          ? {
              sum: {
                aggregationTemporality: 2,
                isMonotonic: true,
                dataPoints: [{ ...common(labels), asDouble: count }],
              },
            }
          : {
              histogram: {
                aggregationTemporality: 2,
                dataPoints: [
                  {
                    ...common(labels),
                    count: String(count),
                    sum,
                    bucketCounts: buckets.map(String),
                    explicitBounds: definition.boundaries,
                  },
                ],
              },
            }),
      })),
      ...[...this.#gauges.values()].map(({ definition, labels, value }) => ({
        name: definition.name,
        unit: definition.unit,
        gauge: { dataPoints: [{ ...common(labels), asDouble: value }] },
      })),
    ];
    return {
      resource: { attributes: toAttributes(this.#resource) },
      scopeMetrics: [{ scope: { name: 'keyvault-otel' }, metrics }],
    };
  }
}

function definitionOf(metric: string): semconv.MetricDefinition {
  const definition = semconv.METRICS.find(({ name }) => name === metric);
  if (definition === undefined) throw new Error(`no metric ${metric}`);
  return definition;
}

const STATUS_OF_PHASE = {
  protocol: 401,
  unauthenticated: 401,
  forbidden: 403,
  throttled: 429,
  token_request: 400,
  other: 503,
} as const;
const OPERATIONS = ['SecretGet', 'KeySign', 'KeyDecrypt', 'CertificateGet', 'SecretSet'] as const;

/** What the whole fleet did, to compare with what dashboards show. */
export interface FleetOptions {
  readonly services: number;
  readonly vaults: number;
  readonly minutes: number;
  readonly stepSeconds: number;
}

/**
 * A fleet that nobody runs: services with ordinary traffic, some of which fail in every way that the table of causes
 * knows. Only to see whether dashboards stay readable; whether numbers are right is proved with the agent itself.
 */
export async function sendSyntheticFleet(prometheus: string, options: FleetOptions): Promise<void> {
  const random = randomNumbers(7);
  const end = Date.now();
  const start = end - options.minutes * 60_000;
  const causes = (Object.keys(CAUSES) as CauseName[]).filter((name) => CAUSES[name].outcome === 'failure');
  const processes = Array.from({ length: options.services }, (_, index) => ({
    index,
    vault: `kv-${String(index % options.vaults).padStart(3, '0')}.vault.azure.net`,
    appId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    // Every ninth service has a trouble of its own, in the second half of the time.
    cause: index % 9 === 0 ? causes[((index / 9) * 5) % causes.length] : undefined,
    calls: 1 + Math.floor(random() ** 4 * 200),
    process: new Process(
      {
        'service.namespace': `team-${index % 20}`,
        'service.name': `service-${index}`,
        'service.instance.id': `instance-${index}`,
        'deployment.environment.name': index % 4 === 0 ? 'staging' : 'production',
      },
      start,
    ),
  }));
  for (let time = start; time <= end; time += options.stepSeconds * 1000) {
    const troubled = time > start + (end - start) / 2;
    for (const member of processes) {
      const { process, vault, appId, calls } = member;
      const cause = troubled ? member.cause : undefined;
      const info = cause === undefined ? undefined : CAUSES[cause];
      const load = Math.max(1, Math.round(calls * (0.7 + 0.6 * random())));
      for (let call = 0; call < load; call += 1) {
        const operation = OPERATIONS[Math.floor(random() * OPERATIONS.length)] ?? OPERATIONS[0];
        const throttleClass = operation.startsWith('Key') ? 'key_operation' : 'vault_operation';
        const failed =
          info !== undefined && info.phase !== 'token_request' && info.outcome === 'failure' && random() < 0.3;
        const common = { [semconv.ATTR_SERVER_ADDRESS]: vault };
        if (call % 50 === 0 || member.index % 37 === 5) {
          process.record(
            semconv.METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION,
            {
              ...common,
              [semconv.ATTR_AZURE_KEYVAULT_OPERATION_NAME]: operation,
              [semconv.ATTR_HTTP_RESPONSE_STATUS_CODE]: 401,
              [semconv.ATTR_AZURE_KEYVAULT_OUTCOME]: 'challenge',
              [semconv.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: 'auth_challenge',
              [semconv.ATTR_AZURE_KEYVAULT_THROTTLE_CLASS]: throttleClass,
            },
            0.02 + random() * 0.02,
          );
        }
        process.record(
          semconv.METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION,
          {
            ...common,
            [semconv.ATTR_AZURE_KEYVAULT_OPERATION_NAME]: operation,
            [semconv.ATTR_HTTP_RESPONSE_STATUS_CODE]: failed && info ? STATUS_OF_PHASE[info.phase] : 200,
            [semconv.ATTR_AZURE_KEYVAULT_OUTCOME]: failed ? 'failure' : 'success',
            ...(failed && cause ? { [semconv.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: cause } : {}),
            [semconv.ATTR_AZURE_KEYVAULT_THROTTLE_CLASS]: throttleClass,
          },
          0.01 + random() ** 6 * 1.5 + (throttleClass === 'key_operation' ? 0.05 : 0),
        );
        if (failed && info?.phase === 'throttled') {
          const source = random() < 0.3 ? 'retry_after' : 'none';
          const limited = { ...common, [semconv.ATTR_AZURE_KEYVAULT_THROTTLE_CLASS]: throttleClass };
          process.record(
            semconv.METRIC_AZURE_KEYVAULT_CLIENT_THROTTLED,
            {
              ...limited,
              [semconv.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: cause ?? '',
              [semconv.ATTR_AZURE_KEYVAULT_RETRY_SOURCE]: source,
            },
            1,
          );
          if (source !== 'none') {
            process.record(
              semconv.METRIC_AZURE_KEYVAULT_CLIENT_RETRY_AFTER,
              { ...limited, [semconv.ATTR_AZURE_KEYVAULT_RETRY_SOURCE]: source },
              1 + Math.floor(random() * 10),
            );
          }
          process.record(
            semconv.METRIC_AZURE_KEYVAULT_CLIENT_BACKOFF_DURATION,
            {
              ...limited,
              ...(source === 'none' ? {} : { [semconv.ATTR_AZURE_KEYVAULT_RETRY_OBEYED]: random() < 0.8 }),
            },
            0.5 + random() * 12,
          );
        }
        process.record(
          semconv.METRIC_AZURE_KEYVAULT_CLIENT_OPERATION_ATTEMPTS,
          {
            ...common,
            [semconv.ATTR_AZURE_KEYVAULT_OPERATION_NAME]: operation,
            [semconv.ATTR_AZURE_KEYVAULT_OUTCOME]: failed ? 'failure' : 'success',
          },
          failed ? 4 : 1,
        );
        if (operation === 'SecretGet' && member.index % 3 === 0) {
          process.record(
            semconv.METRIC_AZURE_KEYVAULT_CLIENT_REPEATED_READS,
            { ...common, [semconv.ATTR_AZURE_KEYVAULT_OBJECT_TYPE]: 'secrets' },
            1,
          );
        }
      }
      process.gauge(
        semconv.METRIC_AZURE_KEYVAULT_CLIENT_QUOTA_UTILIZATION,
        { [semconv.ATTR_SERVER_ADDRESS]: vault, [semconv.ATTR_AZURE_KEYVAULT_THROTTLE_CLASS]: 'vault_operation' },
        (load / options.stepSeconds / 400) * (info?.phase === 'throttled' ? 30 : 3),
      );
      process.gauge(
        semconv.METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REMAINING_LIFETIME,
        { [semconv.ATTR_SERVER_ADDRESS]: vault, [semconv.ATTR_AZURE_KEYVAULT_IDENTITY_APP_ID]: appId },
        3600 - (((time - start) / 1000 + member.index * 13) % 3300),
      );
      if (time === start || info?.phase === 'token_request') {
        process.record(
          semconv.METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REQUEST_DURATION,
          {
            [semconv.ATTR_SERVER_ADDRESS]: 'login.microsoftonline.com',
            [semconv.ATTR_AZURE_KEYVAULT_IDENTITY_SOURCE]: member.index % 2 === 0 ? 'entra' : 'imds',
            [semconv.ATTR_AZURE_KEYVAULT_OUTCOME]: info?.phase === 'token_request' ? 'failure' : 'success',
            ...(info?.phase === 'token_request' && cause ? { [semconv.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: cause } : {}),
          },
          0.05 + random() * 0.4,
        );
      }
    }
    const response = await fetch(`${prometheus}/api/v1/otlp/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceMetrics: processes.map(({ process }) => process.toResourceMetrics(time)) }),
    });
    if (!response.ok) throw new Error(`Prometheus answered ${response.status}: ${await response.text()}`);
  }
}
