// SPDX-License-Identifier: Apache-2.0
import { COLOR } from './colors.ts';
import type { DashboardModel } from './DashboardModel.ts';
import { DASHBOARD_LINKS, TO_SERVICE, TO_VAULT, UID } from './links.ts';
import { barsPanel, heatmapPanel, statPanel, steps, tablePanel, timeseriesPanel } from './panels.ts';
import {
  ANSWERED,
  countInRange,
  failedWith,
  highest,
  orNone,
  orZero,
  quantile,
  rate,
  rateFromBirth,
  rateOverRange,
  ratio,
  vaultSeries,
} from './promql.ts';
import { LABEL, SERIES } from './series.ts';
import { FLEET_VARIABLES } from './variables.ts';

const throttled = vaultSeries(SERIES.throttled);
const withoutAdvice = vaultSeries(SERIES.throttled, [`${LABEL.retrySource}="none"`]);
const answered = rate([], vaultSeries(SERIES.requests, ANSWERED));
const utilization = vaultSeries(SERIES.utilization);
const quotaLine = steps('transparent', [0.8, COLOR.warn], [1, COLOR.bad]);
const byLimit = [LABEL.vault, LABEL.throttleClass];
const byLimitLegend = `{{${LABEL.vault}}} {{${LABEL.throttleClass}}}`;

const verdict = [
  statPanel({
    title: '429',
    description: 'Requests a second that vaults throttled. Zero is normal.',
    unit: 'reqps',
    queries: [{ expr: orZero(rateFromBirth([], throttled)) }],
    thresholds: steps(COLOR.good, [1e-9, COLOR.bad]),
    width: 4,
  }),
  statPanel({
    title: 'Share throttled',
    description: 'Throttled requests out of all; expected challenges excluded.',
    unit: 'percentunit',
    queries: [{ expr: ratio(rateFromBirth([], throttled), answered) }],
    thresholds: steps(COLOR.good, [0.01, COLOR.warn], [0.05, COLOR.bad]),
    max: 1,
    width: 4,
  }),
  statPanel({
    title: 'Highest use of a limit',
    description:
      'Of all vaults and limits the highest: the peaks of 10 s of all processes, added. An upper bound, because peaks need not coincide.',
    unit: 'percentunit',
    queries: [{ expr: `max(sum by (${byLimit.join(', ')}) (${utilization}))` }],
    thresholds: steps(COLOR.good, [0.8, COLOR.warn], [1, COLOR.bad]),
    width: 4,
  }),
  statPanel({
    title: 'Attempts per operation',
    description:
      'Requests that one operation takes on average. 1 is ideal; 2 with a new client for each call (challenge, then request); more when calls are retried.',
    unit: 'none',
    decimals: 2,
    queries: [
      { expr: `${rate([], vaultSeries(SERIES.attemptSum))} / (${rate([], vaultSeries(SERIES.operations))} > 0)` },
    ],
    thresholds: steps(COLOR.good, [1.5, COLOR.warn], [2.5, COLOR.bad]),
    width: 4,
  }),
  statPanel({
    title: 'Came back too early',
    description:
      'Share of the waits that were shorter than the vault had advised. Early repeats are throttled again, and they count against the limit.',
    unit: 'percentunit',
    queries: [
      {
        expr: ratio(
          rate([], vaultSeries(SERIES.backoffs, [`${LABEL.retryObeyed}="false"`])),
          rate([], vaultSeries(SERIES.backoffs, [`${LABEL.retryObeyed}=~"true|false"`])),
        ),
      },
    ],
    noValue: 'No advice',
    thresholds: steps(COLOR.good, [0.05, COLOR.warn], [0.5, COLOR.bad]),
    max: 1,
    width: 4,
  }),
  statPanel({
    title: 'A cache would save',
    description: 'Share of all requests that read an object which the same process had read less than a minute before.',
    unit: 'percentunit',
    queries: [{ expr: ratio(rate([], vaultSeries(SERIES.repeatedReads)), answered) }],
    thresholds: steps(COLOR.good, [0.25, COLOR.warn]),
    max: 1,
    width: 4,
  }),
];

const which = [
  timeseriesPanel({
    title: '429 by limit class',
    description:
      'The limit that the throttled requests draw on: creation of secrets and imports, creation of keys, operations with keys, or everything else.',
    unit: 'reqps',
    stacked: true,
    queries: [
      {
        expr: orNone(LABEL.throttleClass, rateFromBirth([LABEL.throttleClass], throttled)),
        legend: `{{${LABEL.throttleClass}}}`,
      },
    ],
    width: 8,
  }),
  timeseriesPanel({
    title: '429 by cause',
    description: 'Whether the limit of one kind of request was hit, or the limit of all requests of the vault.',
    unit: 'reqps',
    stacked: true,
    queries: [
      {
        expr: orNone(
          LABEL.cause,
          rateFromBirth([LABEL.cause], vaultSeries(SERIES.throttled, [`${LABEL.cause}=~"$cause"`])),
        ),
        legend: `{{${LABEL.cause}}}`,
      },
    ],
    width: 8,
  }),
  timeseriesPanel({
    title: '429 with and without advice',
    description:
      'A vault mostly does not say when to come back; and then the Azure SDK for JavaScript does not repeat the call.',
    unit: 'reqps',
    stacked: true,
    queries: [
      { expr: orZero(rateFromBirth([], withoutAdvice)), legend: 'without advice' },
      {
        expr: orZero(rateFromBirth([], vaultSeries(SERIES.throttled, [`${LABEL.retrySource}!="none"`]))),
        legend: 'says when to come back',
      },
    ],
    colors: { 'without advice': COLOR.warn, 'says when to come back': COLOR.neutral },
    width: 8,
  }),
];

const quota = [
  timeseriesPanel({
    title: 'Use of limits, all processes together',
    description:
      'Peaks of 10 s as a share of the limit, added over the processes of all services; the ten highest limits. An upper bound, because peaks need not coincide. Above 100 % a vault answers 429.',
    unit: 'percentunit',
    queries: [
      {
        expr: highest(
          10,
          byLimit,
          `sum by (${byLimit.join(', ')}) (${utilization})`,
          `sum by (${byLimit.join(', ')}) (max_over_time(${utilization}[$__range] @ end()))`,
        ),
        legend: byLimitLegend,
      },
    ],
    limits: quotaLine,
    table: true,
    width: 12,
  }),
  timeseriesPanel({
    title: 'Use of limits, the busiest process',
    description:
      'Peak of 10 s of the one process that uses most of the limit; the ten highest limits. Near 100 % one process alone is enough to be throttled.',
    unit: 'percentunit',
    queries: [
      {
        expr: highest(
          10,
          byLimit,
          `max by (${byLimit.join(', ')}) (${utilization})`,
          `max by (${byLimit.join(', ')}) (max_over_time(${utilization}[$__range] @ end()))`,
        ),
        legend: byLimitLegend,
      },
    ],
    limits: quotaLine,
    table: true,
    width: 12,
  }),
];

const waits = [
  heatmapPanel({
    title: 'Advised waits',
    description: 'What Retry-After of 429 and 503 asked for. Answers without advice are not in here.',
    unit: 's',
    expr: rate(['le'], vaultSeries(SERIES.retryAfterBuckets)),
    width: 8,
  }),
  timeseriesPanel({
    title: 'Advised and real waits',
    description:
      'p95 of the wait that vaults asked for, and of the wait that clients took before they tried again. The real line below the advised one: clients come back too early.',
    unit: 's',
    queries: [
      { expr: quantile(0.95, [], vaultSeries(SERIES.retryAfterBuckets)), legend: 'advised p95' },
      { expr: quantile(0.95, [], vaultSeries(SERIES.backoffBuckets)), legend: 'waited p95' },
      {
        expr: quantile(0.95, [], vaultSeries(SERIES.backoffBuckets, [`${LABEL.retryObeyed}=~"true|false"`])),
        legend: 'waited p95, after an advice',
      },
    ],
    colors: { 'advised p95': COLOR.neutral, 'waited p95': COLOR.warn, 'waited p95, after an advice': COLOR.good },
    width: 8,
  }),
  timeseriesPanel({
    title: 'Attempts per operation, by operation',
    description: 'Requests that one operation takes on average, challenges included; the ten highest operations.',
    unit: 'none',
    queries: [
      {
        expr: highest(
          10,
          [LABEL.operation],
          `${rate([LABEL.operation], vaultSeries(SERIES.attemptSum))} / (${rate([LABEL.operation], vaultSeries(SERIES.operations))} > 0)`,
          `${rateOverRange([LABEL.operation], vaultSeries(SERIES.attemptSum))} / (${rateOverRange([LABEL.operation], vaultSeries(SERIES.operations))} > 0)`,
        ),
        legend: `{{${LABEL.operation}}}`,
      },
    ],
    limits: steps('transparent', [2, COLOR.warn]),
    width: 8,
  }),
];

const gain = [
  timeseriesPanel({
    title: 'Reads that a cache could answer',
    description:
      'Reads of an object and version that the same process had read less than a minute before, by kind of object.',
    unit: 'reqps',
    stacked: true,
    queries: [{ expr: rate([LABEL.objectType], vaultSeries(SERIES.repeatedReads)), legend: `{{${LABEL.objectType}}}` }],
    width: 8,
  }),
  barsPanel({
    title: 'Services that would gain most from a cache',
    description: 'Share of the requests of a service that a cache of one minute would save, the ten highest.',
    unit: 'percentunit',
    queries: [
      {
        expr: `topk(10, ${rate([LABEL.service], vaultSeries(SERIES.repeatedReads))} / (${rate([LABEL.service], vaultSeries(SERIES.requests, ANSWERED))} > 0))`,
        legend: `{{${LABEL.service}}}`,
      },
    ],
    thresholds: steps(COLOR.good, [0.25, COLOR.warn], [0.5, COLOR.bad]),
    max: 1,
    width: 8,
  }),
  heatmapPanel({
    title: 'Attempts of one operation',
    description:
      'How many requests operations took. A light band at the top: operations that only end after many attempts.',
    unit: 'none',
    expr: rate(['le'], vaultSeries(SERIES.attemptBuckets)),
    width: 8,
  }),
  tablePanel({
    title: 'Throttled requests by vault, limit and service',
    description: 'The 50 most frequent in the shown time, counted exactly.',
    unit: 'none',
    queries: [
      {
        expr: `topk(50, ${countInRange([LABEL.vault, LABEL.throttleClass, LABEL.cause, LABEL.service], vaultSeries(SERIES.requests, failedWith(429)))} > 0)`,
      },
    ],
    columns: [
      { field: LABEL.vault, title: 'Vault', properties: [{ id: 'links', value: [TO_VAULT] }] },
      { field: LABEL.throttleClass, title: 'Limit' },
      { field: LABEL.cause, title: 'Cause' },
      { field: LABEL.service, title: 'Service', properties: [{ id: 'links', value: [TO_SERVICE] }] },
      { field: 'Value', title: 'Throttled', width: 110 },
    ],
    sortBy: 'Throttled',
    noValue: 'Nothing was throttled in this time',
    width: 24,
    height: 8,
  }),
];

export const throttling: DashboardModel = {
  uid: UID.throttling,
  title: 'Azure Key Vault / Throttling',
  description:
    'Which limit of which vault is near or passed, who uses it up, whether clients wait as advised, and what a cache would save.',
  variables: FLEET_VARIABLES,
  links: DASHBOARD_LINKS,
  rows: [
    { title: 'Is something throttled?', panels: verdict },
    { title: 'Which limit?', panels: which },
    { title: 'How near are the limits?', panels: quota },
    { title: 'Do clients wait?', panels: waits },
    { title: 'What could be saved, and by whom', panels: gain },
  ],
};
