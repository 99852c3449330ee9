// SPDX-License-Identifier: Apache-2.0
import type {
  OtlpAggregation,
  OtlpAnyValue,
  OtlpDataPoint,
  OtlpExport,
  OtlpKeyValue,
  OtlpMetric,
  OtlpScope,
} from './OtlpJson.ts';

/** Attributes as a plain object; integers beyond 2^53 lose precision, as they would in the program that sent them. */
export type Attributes = Readonly<Record<string, unknown>>;

export interface SpanView {
  readonly name: string;
  readonly kind: 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes: Attributes;
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string };
  readonly scope: string;
  readonly scopeVersion: string;
  readonly traceId: string;
  readonly spanId: string;
  /** `undefined` for a root span. */
  readonly parentSpanId: string | undefined;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  readonly resource: Attributes;
}

export interface MetricView {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly type: 'gauge' | 'sum' | 'histogram' | 'exponential_histogram' | 'summary';
  readonly temporality: 'unspecified' | 'delta' | 'cumulative';
  readonly monotonic: boolean;
  readonly attributes: Attributes;
  /** Of a gauge or a sum. */
  readonly value: number | undefined;
  /** Of a histogram or a summary, as the next five. */
  readonly count: number | undefined;
  readonly sum: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly bounds: readonly number[];
  readonly buckets: readonly number[];
  readonly scope: string;
  readonly timeUnixNano: bigint;
  readonly resource: Attributes;
}

export interface LogView {
  readonly eventName: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: unknown;
  readonly attributes: Attributes;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly scope: string;
  readonly timeUnixNano: bigint;
  readonly resource: Attributes;
}

const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUS_CODES = ['unset', 'ok', 'error'] as const;
const TEMPORALITIES = ['unspecified', 'delta', 'cumulative'] as const;
const METRIC_KINDS = [
  ['gauge', 'gauge'],
  ['sum', 'sum'],
  ['histogram', 'histogram'],
  ['exponentialHistogram', 'exponential_histogram'],
  ['summary', 'summary'],
] as const;

export function spansOf(exports: readonly OtlpExport[]): readonly SpanView[] {
  return exports
    .flatMap((one) => one.resourceSpans ?? [])
    .flatMap(({ resource, scopeSpans }) =>
      (scopeSpans ?? []).flatMap(({ scope, spans }) =>
        (spans ?? []).map((span) => ({
          name: span.name ?? '',
          kind: SPAN_KINDS[span.kind ?? 0] ?? 'unspecified',
          attributes: attributesOf(span.attributes),
          status: { code: STATUS_CODES[span.status?.code ?? 0] ?? 'unset', message: span.status?.message ?? '' },
          scope: scopeName(scope),
          scopeVersion: scope?.version ?? '',
          traceId: span.traceId,
          spanId: span.spanId,
          parentSpanId: span.parentSpanId || undefined,
          startTimeUnixNano: BigInt(span.startTimeUnixNano ?? 0),
          endTimeUnixNano: BigInt(span.endTimeUnixNano ?? 0),
          events: (span.events ?? []).map((event) => ({
            name: event.name ?? '',
            attributes: attributesOf(event.attributes),
          })),
          resource: attributesOf(resource?.attributes),
        })),
      ),
    );
}

/** The newest point of every series: metric, attributes, scope and resource. */
export function metricsOf(exports: readonly OtlpExport[]): readonly MetricView[] {
  const latest = new Map<string, MetricView>();
  for (const { resource, scopeMetrics } of exports.flatMap((one) => one.resourceMetrics ?? [])) {
    const resourceAttributes = attributesOf(resource?.attributes);
    for (const { scope, metrics } of scopeMetrics ?? []) {
      for (const view of (metrics ?? []).flatMap((metric) => pointsOf(metric, scopeName(scope), resourceAttributes))) {
        const key = JSON.stringify([view.name, view.scope, sorted(view.attributes), sorted(resourceAttributes)]);
        const known = latest.get(key);
        if (known === undefined || known.timeUnixNano <= view.timeUnixNano) latest.set(key, view);
      }
    }
  }
  return [...latest.values()];
}

export function logsOf(exports: readonly OtlpExport[]): readonly LogView[] {
  return exports
    .flatMap((one) => one.resourceLogs ?? [])
    .flatMap(({ resource, scopeLogs }) =>
      (scopeLogs ?? []).flatMap(({ scope, logRecords }) =>
        (logRecords ?? []).map((record) => ({
          eventName: record.eventName ?? '',
          severityNumber: record.severityNumber ?? 0,
          severityText: record.severityText ?? '',
          body: plainValue(record.body),
          attributes: attributesOf(record.attributes),
          traceId: record.traceId || undefined,
          spanId: record.spanId || undefined,
          scope: scopeName(scope),
          timeUnixNano: BigInt(record.timeUnixNano ?? 0),
          resource: attributesOf(resource?.attributes),
        })),
      ),
    );
}

export function attributesOf(list: readonly OtlpKeyValue[] | undefined): Attributes {
  return Object.fromEntries((list ?? []).map(({ key, value }) => [key, plainValue(value)]));
}

function pointsOf(metric: OtlpMetric, scope: string, resource: Attributes): readonly MetricView[] {
  return METRIC_KINDS.flatMap(([field, type]) => {
    const aggregation: OtlpAggregation | undefined = metric[field];
    return (aggregation?.dataPoints ?? []).map((point) => ({
      name: metric.name,
      unit: metric.unit ?? '',
      description: metric.description ?? '',
      type,
      temporality: TEMPORALITIES[aggregation?.aggregationTemporality ?? 0] ?? 'unspecified',
      monotonic: aggregation?.isMonotonic ?? false,
      scope,
      resource,
      ...numbersOf(type, point),
    }));
  });
}

function numbersOf(type: MetricView['type'], point: OtlpDataPoint) {
  const scalar = type === 'gauge' || type === 'sum';
  return {
    attributes: attributesOf(point.attributes),
    value: scalar ? Number(point.asDouble ?? point.asInt ?? 0) : undefined,
    count: scalar ? undefined : Number(point.count ?? 0),
    sum: scalar ? undefined : point.sum,
    min: point.min,
    max: point.max,
    bounds: point.explicitBounds ?? [],
    buckets: (point.bucketCounts ?? []).map(Number),
    timeUnixNano: BigInt(point.timeUnixNano ?? 0),
  };
}

function plainValue(value: OtlpAnyValue | undefined): unknown {
  if (value === undefined) return undefined;
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plainValue);
  if (value.kvlistValue !== undefined) return attributesOf(value.kvlistValue.values);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue;
}

function scopeName(scope: OtlpScope | undefined): string {
  return scope?.name ?? '';
}

function sorted(attributes: Attributes): readonly (readonly [string, unknown])[] {
  return Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
}
