// SPDX-License-Identifier: Apache-2.0

import { PanelBuilder as LogsPanel } from '@grafana/grafana-foundation-sdk/logs';
import { DataqueryBuilder as LokiQuery, LokiQueryType } from '@grafana/grafana-foundation-sdk/loki';
import { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import {
  MetricsQueryType,
  SearchTableType,
  DataqueryBuilder as TempoQuery,
} from '@grafana/grafana-foundation-sdk/tempo';
import { PanelBuilder as TimeseriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import * as semconv from '../../src/semconv.ts';
import { CAUSE_COLUMNS, withRemedy } from './causeColumns.ts';
import { COLOR, OUTCOME_COLORS } from './colors.ts';
import type { DashboardModel, PlacedPanel } from './DashboardModel.ts';
import { DASHBOARD_LINKS, TO_SERVICE, UID } from './links.ts';
import { heatmapPanel, place, statPanel, steps, tablePanel, timeseriesPanel } from './panels.ts';
import {
  ANSWERED,
  countInRange,
  FAILED,
  failedWith,
  highest,
  orNone,
  orZero,
  quantile,
  quantileOverRange,
  rate,
  rateFromBirth,
  rateOverRange,
  ratio,
  SUCCEEDED,
  vaultSeries,
} from './promql.ts';
import { LABEL, SERIES } from './series.ts';
import { LOKI, TEMPO, VAULT_VARIABLES } from './variables.ts';

const CAUSE = `${LABEL.cause}=~"$cause"`;
const requests = (matchers: readonly string[] = []) => vaultSeries(SERIES.requests, matchers);
const failures = (matchers: readonly string[] = FAILED) => rateFromBirth([], requests(matchers));
const succeeded = rate([], requests(SUCCEEDED));
const anyFailure = steps(COLOR.good, [1e-9, COLOR.bad]);

const verdict = [
  statPanel({
    title: 'Calls that succeed',
    description: 'Successes out of successes and failures; without expected challenges and without 404 of an object.',
    unit: 'percentunit',
    queries: [
      {
        expr: ratio(succeeded, `((${succeeded} or on() 0 * ${failures()}) + (${failures()} or on() 0 * ${succeeded}))`),
      },
    ],
    thresholds: steps(COLOR.bad, [0.95, COLOR.warn], [0.99, COLOR.good]),
    max: 1,
    width: 4,
  }),
  ...([401, 403, 429] as const).map((status) =>
    statPanel({
      title: String(status),
      description: `Requests a second that this vault refused with ${status}; expected challenges excluded.`,
      unit: 'reqps',
      queries: [{ expr: orZero(failures(failedWith(status))) }],
      thresholds: anyFailure,
      width: 4,
    }),
  ),
  statPanel({
    title: 'p95 of calls',
    description: '95 % of the requests are answered within this time; expected challenges excluded.',
    unit: 's',
    queries: [{ expr: quantile(0.95, [], vaultSeries(SERIES.requestBuckets, ANSWERED)) }],
    thresholds: steps(COLOR.good, [1, COLOR.warn], [3, COLOR.bad]),
    width: 4,
  }),
  statPanel({
    title: 'Services that call',
    description: 'Services with at least one request to this vault in the shown time.',
    unit: 'none',
    queries: [{ expr: `count(${countInRange([LABEL.service], requests())} > 0)` }],
    thresholds: steps(COLOR.neutral),
    instant: true,
    width: 4,
  }),
];

const what = [
  timeseriesPanel({
    title: 'Requests by operation',
    description:
      'Operations as the audit log of the vault names them, the ten most frequent; expected challenges included, because they count against no limit but cost time.',
    unit: 'reqps',
    stacked: true,
    queries: [
      {
        expr: highest(
          10,
          [LABEL.operation],
          rate([LABEL.operation], requests()),
          rateOverRange([LABEL.operation], requests()),
        ),
        legend: `{{${LABEL.operation}}}`,
      },
    ],
    width: 8,
  }),
  timeseriesPanel({
    title: 'Requests by outcome',
    description: 'A challenge is the first 401 of a client, which is normal protocol.',
    unit: 'reqps',
    stacked: true,
    queries: [{ expr: rate([LABEL.outcome], requests()), legend: `{{${LABEL.outcome}}}` }],
    colors: OUTCOME_COLORS,
    width: 8,
  }),
  timeseriesPanel({
    title: 'Failures by cause',
    description: 'Every failure, a 404 of an object too.',
    unit: 'reqps',
    stacked: true,
    queries: [
      {
        expr: orNone(LABEL.cause, rateFromBirth([LABEL.cause], requests([`${LABEL.outcome}="failure"`, CAUSE]))),
        legend: `{{${LABEL.cause}}}`,
      },
    ],
    width: 8,
  }),
  tablePanel({
    title: 'Failed calls by cause, operation and service',
    description:
      'In the shown time, the 50 most frequent, counted exactly. Click a cause for its section of the runbook.',
    unit: 'none',
    queries: [
      {
        expr: withRemedy(
          `topk(50, ${countInRange([LABEL.cause, LABEL.operation, LABEL.service], requests([`${LABEL.outcome}="failure"`, CAUSE]))} > 0)`,
        ),
      },
    ],
    columns: [
      ...CAUSE_COLUMNS,
      { field: LABEL.operation, title: 'Operation', width: 180 },
      { field: LABEL.service, title: 'Service', width: 200, properties: [{ id: 'links', value: [TO_SERVICE] }] },
      { field: 'Value', title: 'Calls', width: 90 },
    ],
    sortBy: 'Calls',
    noValue: 'No failed call in this time',
    width: 24,
    height: 8,
  }),
];

const time = [
  timeseriesPanel({
    title: 'Time to answer',
    description: 'Percentiles; expected challenges excluded.',
    unit: 's',
    queries: [0.5, 0.95, 0.99].map((q) => ({
      expr: quantile(q, [], vaultSeries(SERIES.requestBuckets, ANSWERED)),
      legend: `p${q * 100}`,
    })),
    width: 8,
  }),
  heatmapPanel({
    title: 'Time to answer, spread',
    description:
      'How many requests took how long; expected challenges excluded. Two bands are two kinds of calls: reads and operations of an HSM, or a slow region.',
    unit: 's',
    expr: rate(['le'], vaultSeries(SERIES.requestBuckets, ANSWERED)),
    width: 8,
  }),
  timeseriesPanel({
    title: 'p95 by operation',
    description: 'The ten slowest operations; expected challenges excluded.',
    unit: 's',
    queries: [
      {
        expr: highest(
          10,
          [LABEL.operation],
          quantile(0.95, [LABEL.operation], vaultSeries(SERIES.requestBuckets, ANSWERED)),
          quantileOverRange(0.95, [LABEL.operation], vaultSeries(SERIES.requestBuckets, ANSWERED)),
        ),
        legend: `{{${LABEL.operation}}}`,
      },
    ],
    width: 8,
  }),
];

const busiest = `topk(100, ${countInRange([LABEL.service], requests(ANSWERED))} > 0)`;
const ofBusiest = `and on (${LABEL.service}) ${busiest}`;

const who = [
  tablePanel({
    title: 'Services that call this vault',
    description: 'In the shown time, the 100 with most requests; expected challenges excluded.',
    unit: 'none',
    queries: [
      { expr: busiest },
      { expr: `topk(100, ${countInRange([LABEL.service], requests(FAILED))} > 0)` },
      {
        expr: `histogram_quantile(0.95, sum by (le, ${LABEL.service}) (increase(${vaultSeries(SERIES.requestBuckets, ANSWERED)}[$__range]))) >= 0 ${ofBusiest}`,
      },
      {
        expr: `max_over_time((sum by (${LABEL.service}) (${vaultSeries(SERIES.utilization)}))[$__range:1m]) ${ofBusiest}`,
      },
    ],
    columns: [
      { field: LABEL.service, title: 'Service', properties: [{ id: 'links', value: [TO_SERVICE] }] },
      { field: 'Value #A', title: 'Requests', width: 110 },
      {
        field: 'Value #B',
        title: 'Failed',
        width: 110,
        properties: [
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
          { id: 'color', value: { mode: 'fixed', fixedColor: COLOR.bad } },
        ],
      },
      { field: 'Value #C', title: 'p95', width: 110, properties: [{ id: 'unit', value: 's' }] },
      {
        field: 'Value #D',
        title: 'Peak use of limits',
        width: 150,
        properties: [
          { id: 'unit', value: 'percentunit' },
          { id: 'decimals', value: 1 },
        ],
      },
    ],
    sortBy: 'Requests',
    width: 14,
    height: 9,
  }),
  timeseriesPanel({
    title: 'Use of limits',
    description:
      'Peaks of 10 s as a share of the limit, added over all processes: an upper bound. Above 100 % the vault answers 429.',
    unit: 'percentunit',
    queries: [
      {
        expr: `sum by (${LABEL.throttleClass}) (${vaultSeries(SERIES.utilization)})`,
        legend: `{{${LABEL.throttleClass}}}`,
      },
    ],
    limits: steps('transparent', [0.8, COLOR.warn], [1, COLOR.bad]),
    width: 10,
    height: 9,
  }),
];

const inTempo = (attribute: string) => `span.${attribute}`;
const ofVault = `${inTempo(semconv.ATTR_SERVER_ADDRESS)} = "$vault" && ${inTempo(semconv.ATTR_AZURE_KEYVAULT_OUTCOME)} != nil`;

function tempoSeries(title: string, description: string, attribute: string): PlacedPanel {
  const query = new TempoQuery()
    .refId('A')
    .datasource(TEMPO)
    .queryType('traceql')
    .metricsQueryType(MetricsQueryType.Range)
    .filters([])
    .query(`{ ${ofVault} } | rate() by (${inTempo(attribute)})`);
  const panel = new TimeseriesPanel()
    .title(title)
    .description(description)
    .datasource(TEMPO)
    .unit('reqps')
    .min(0)
    .withTarget(query)
    .build();
  return place(panel, 6, 8);
}

const traces = [
  place(
    new TablePanel()
      .title('Failed calls')
      .description(
        'Spans of this vault that failed, with cause and remedy. The request id is what Microsoft support asks for.',
      )
      .datasource(TEMPO)
      .unit('short')
      .withTarget(
        new TempoQuery()
          .refId('A')
          .datasource(TEMPO)
          .queryType('traceql')
          .tableType(SearchTableType.Spans)
          .limit(50)
          .filters([])
          .query(
            `{ ${inTempo(semconv.ATTR_SERVER_ADDRESS)} = "$vault" && ${inTempo(semconv.ATTR_AZURE_KEYVAULT_OUTCOME)} = "failure" } | select(${[
              semconv.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE,
              semconv.ATTR_AZURE_KEYVAULT_OPERATION_NAME,
              semconv.ATTR_AZURE_KEYVAULT_IDENTITY_APP_ID,
              semconv.ATTR_AZURE_KEYVAULT_FAILURE_REMEDY,
              semconv.ATTR_AZURE_SERVICE_REQUEST_ID,
            ]
              .map(inTempo)
              .join(', ')})`,
          ),
      )
      .build(),
    12,
    8,
  ),
  tempoSeries(
    'Requests by region',
    'Region that answered. A second region: a failover, during which the vault only reads.',
    semconv.ATTR_AZURE_KEYVAULT_VAULT_REGION,
  ),
  tempoSeries(
    'Requests by connection',
    'How requests reach the vault: public address, private link or subnet. A change here explains firewall_denied and private_link_required.',
    semconv.ATTR_AZURE_KEYVAULT_CONNECTION_TYPE,
  ),
];

const logs = [
  place(
    new LogsPanel()
      .title('Failed calls as log events')
      .description('Log events of failed calls of this vault, with cause and remedy in their attributes.')
      .datasource(LOKI)
      .showTime(true)
      .enableLogDetails(true)
      .withTarget(
        new LokiQuery()
          .refId('A')
          .datasource(LOKI)
          .queryType(LokiQueryType.Range)
          .expr(
            `{service_name=~".+"} | ${LABEL.vault}="$vault" | ${LABEL.cause}=~"$cause" | ${LABEL.outcome}="failure"`,
          ),
      )
      .build(),
    24,
    9,
  ),
];

export const vault: DashboardModel = {
  uid: UID.vault,
  title: 'Azure Key Vault / Vault',
  description: 'One vault or Managed HSM: what is asked of it, how it answers, how fast, and who asks.',
  variables: VAULT_VARIABLES,
  links: DASHBOARD_LINKS,
  rows: [
    { title: 'Is $vault well?', panels: verdict },
    { title: 'What is asked, and how does it answer?', panels: what },
    { title: 'How fast?', panels: time },
    { title: 'Who calls?', panels: who },
    { title: 'Traces, regions and connections (Tempo)', collapsed: true, needs: 'tempo_datasource', panels: traces },
    { title: 'Log events (Loki)', collapsed: true, needs: 'loki_datasource', panels: logs },
  ],
};
