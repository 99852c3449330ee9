// SPDX-License-Identifier: Apache-2.0
// Stands in for the query endpoint of a Grafana server: works out the intervals, asks a real Prometheus, and builds
// the frames that Grafana's own data source code then reads.
import type { DataFrameJSON } from '@grafana/data';
import { FieldType } from '@grafana/data';
import { observed } from './observed.ts';

interface PrometheusQuery {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly range?: boolean;
  readonly intervalMs?: number;
}

export interface BackendRequest {
  readonly url: string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** Interval at which the tests export; Grafana users set it as "Scrape interval" of the data source. */
const EXPORT_INTERVAL_SECONDS = Number(new URLSearchParams(window.location.search).get('interval') ?? '15');
const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1800, 3600];

async function askPrometheus(path: string, params: Readonly<Record<string, string>>): Promise<unknown> {
  const response = await fetch(`/prometheus/api/v1/${path}`, { method: 'POST', body: new URLSearchParams(params) });
  const answer = (await response.json()) as { status: string; data: unknown; error?: string };
  if (answer.status !== 'success') throw new Error(answer.error);
  return answer.data;
}

function legendOf(format: string | undefined, labels: Readonly<Record<string, string>>): string {
  if (format !== undefined && format !== '' && format !== '__auto') {
    return format.replaceAll(/\{\{\s*(.+?)\s*\}\}/g, (_, label: string) => labels[label] ?? '');
  }
  const pairs = Object.entries(labels).filter(([label]) => label !== '__name__');
  return pairs.length === 0 ? 'Value' : `{${pairs.map(([label, value]) => `${label}="${value}"`).join(', ')}}`;
}

function frame(
  query: PrometheusQuery,
  type: string,
  sample: Sample,
  points: readonly (readonly [number, string])[],
  stepMs: number,
): DataFrameJSON {
  return {
    schema: {
      refId: query.refId,
      meta: { type: type as never, custom: { resultType: type === 'numeric-multi' ? 'vector' : 'matrix' } },
      fields: [
        { name: 'Time', type: FieldType.time, config: { interval: stepMs } },
        {
          name: 'Value',
          type: FieldType.number,
          labels: { ...sample.metric },
          config: { displayNameFromDS: legendOf(query.legendFormat, sample.metric) },
        },
      ],
    },
    data: { values: [points.map(([time]) => time * 1000), points.map(([, value]) => Number(value))] },
  };
}

async function run(query: PrometheusQuery, fromMs: number, toMs: number): Promise<DataFrameJSON[]> {
  const wanted = Math.max(EXPORT_INTERVAL_SECONDS, (query.intervalMs ?? 15_000) / 1000);
  const step = STEPS.find((seconds) => seconds >= wanted) ?? 7200;
  const rateInterval = Math.max(step + EXPORT_INTERVAL_SECONDS, 4 * EXPORT_INTERVAL_SECONDS);
  const rangeSeconds = Math.round((toMs - fromMs) / 1000);
  const expr = query.expr
    .replaceAll('$__rate_interval_ms', String(rateInterval * 1000))
    .replaceAll('$__rate_interval', `${rateInterval}s`)
    .replaceAll('$__interval', `${step}s`)
    .replaceAll('$__range', `${rangeSeconds}s`);
  if (query.instant === true && query.range !== true) {
    const data = (await askPrometheus('query', { query: expr, time: String(toMs / 1000) })) as { result: Sample[] };
    observed.queries.push({ expr, kind: 'instant', series: data.result.length });
    return data.result.map((sample) => frame(query, 'numeric-multi', sample, sample.value ? [sample.value] : [], 0));
  }
  const data = (await askPrometheus('query_range', {
    query: expr,
    start: String(Math.floor(fromMs / 1000 / step) * step),
    end: String(Math.floor(toMs / 1000)),
    step: String(step),
  })) as { result: Sample[] };
  observed.queries.push({ expr, kind: 'range', series: data.result.length });
  return data.result.map((sample) => frame(query, 'timeseries-multi', sample, sample.values ?? [], step * 1000));
}

/** Answers what Grafana's front end asks its server. */
export async function serve(request: BackendRequest): Promise<unknown> {
  if (request.url.startsWith('/api/ds/query')) {
    const { queries, from, to } = request.data as { queries: PrometheusQuery[]; from: string; to: string };
    const results: Record<string, unknown> = {};
    for (const query of queries) {
      try {
        results[query.refId] = { status: 200, frames: await run(query, Number(from), Number(to)) };
      } catch (error) {
        observed.errors.push(`query ${query.refId}: ${String(error)}: ${query.expr}`);
        results[query.refId] = { status: 400, error: String(error), frames: [] };
      }
    }
    return { results };
  }
  const resource = /\/resources\/(.*)$/.exec(request.url)?.[1];
  if (resource === undefined) {
    observed.errors.push(`unserved: ${request.method} ${request.url}`);
    return {};
  }
  const url = new URL(resource, 'http://grafana.invalid/');
  const params = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(request.params ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) params.append(name, String(one));
  }
  const body =
    typeof request.data === 'string'
      ? request.data
      : new URLSearchParams((request.data ?? {}) as Record<string, string>);
  const response = await fetch(
    `/prometheus${url.pathname}?${params}`,
    request.method === 'POST'
      ? { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } }
      : {},
  );
  return response.json();
}
