// SPDX-License-Identifier: Apache-2.0
import { CAUSE_COLUMNS, withRemedy } from './causeColumns.ts';
import { COLOR, OUTCOME_COLORS } from './colors.ts';
import type { DashboardModel } from './DashboardModel.ts';
import { DASHBOARD_LINKS, TO_SERVICE, TO_VAULT, UID } from './links.ts';
import { statPanel, steps, tablePanel, timeseriesPanel } from './panels.ts';
import {
  CHALLENGED,
  countInRange,
  FAILED,
  failedWith,
  lowest,
  orNone,
  orZero,
  quantile,
  rate,
  rateFromBirth,
  ratio,
  tokenSeries,
  vaultSeries,
} from './promql.ts';
import { LABEL, SERIES } from './series.ts';
import { FLEET_VARIABLES } from './variables.ts';

const CAUSE = `${LABEL.cause}=~"$cause"`;
const lifetime = vaultSeries(SERIES.remainingLifetime);
const tokenRequests = tokenSeries(SERIES.tokenRequests);
const tokenFailures = tokenSeries(SERIES.tokenRequests, [`${LABEL.outcome}="failure"`]);
const tokenAnswered = tokenSeries(SERIES.tokenRequests, [`${LABEL.outcome}!="challenge"`]);

const process = [LABEL.environment, LABEL.service, LABEL.instance, LABEL.vault];

/**
 * Requests carry no application id, the gauge of the lifetime does: joined on process and vault. A process that uses
 * several identities for one vault is `several`, one that sends no readable token is `none`: nothing is lost or doubled.
 */
function byApplication(by: readonly string[], requestsPerProcess: string): string {
  const on = `on (${process.join(', ')})`;
  const count = `count by (${process.join(', ')}) (last_over_time(${lifetime}[$__range]))`;
  const known = `count by (${[...process, LABEL.appId].join(', ')}) (last_over_time(${lifetime}[$__range]))`;
  const identity =
    `(${known} and ${on} ${count} == 1)` +
    ` or label_replace(${count} > 1, "${LABEL.appId}", "several", "", "")` +
    ` or label_replace(${countInRange(process, vaultSeries(SERIES.requests))} unless ${on} ${count}, "${LABEL.appId}", "none", "", "")`;
  return `sum by (${[...by, LABEL.appId].join(', ')}) (${requestsPerProcess} * ${on} group_left (${LABEL.appId}) ((${identity}) ^ 0))`;
}

const perProcess = (more: readonly string[], matchers: readonly string[]) =>
  countInRange([...process, ...more], vaultSeries(SERIES.requests, matchers));

const verdict = [
  statPanel({
    title: 'Identities',
    description: 'Application ids whose tokens were sent to a vault.',
    unit: 'none',
    queries: [{ expr: orZero(`count(count by (${LABEL.appId}) (last_over_time(${lifetime}[$__range])))`) }],
    thresholds: steps(COLOR.neutral),
    instant: true,
    width: 4,
  }),
  statPanel({
    title: '401: not known',
    description: 'Requests a second that a vault refused with 401, expected challenges excluded.',
    unit: 'reqps',
    queries: [{ expr: orZero(rateFromBirth([], vaultSeries(SERIES.requests, failedWith(401)))) }],
    thresholds: steps(COLOR.good, [1e-9, COLOR.bad]),
    width: 4,
  }),
  statPanel({
    title: 'Token requests failing',
    description: 'Share of the token requests that failed. A failed one never reaches a vault.',
    unit: 'percentunit',
    queries: [{ expr: ratio(rateFromBirth([], tokenFailures), rateFromBirth([], tokenAnswered)) }],
    noValue: 'No request',
    thresholds: steps(COLOR.good, [1e-9, COLOR.warn], [0.5, COLOR.bad]),
    max: 1,
    width: 4,
  }),
  statPanel({
    title: 'p95 of token requests',
    description: '95 % of the token requests are answered within this time.',
    unit: 's',
    queries: [{ expr: quantile(0.95, [], tokenSeries(SERIES.tokenRequestBuckets)) }],
    noValue: 'No request',
    thresholds: steps(COLOR.good, [2, COLOR.warn], [5, COLOR.bad]),
    width: 4,
  }),
  statPanel({
    title: 'Shortest token lifetime',
    description:
      'Of the tokens last sent, what is left of the one that ends first. The Azure SDK renews some minutes before the end; below zero an expired token was sent or the process is idle.',
    unit: 's',
    queries: [{ expr: `min(${lifetime})` }],
    noValue: 'No token',
    thresholds: steps(COLOR.bad, [60, COLOR.warn], [300, COLOR.good]),
    width: 4,
  }),
  statPanel({
    title: 'Challenge ratio',
    description:
      'Share of requests that are the first, unauthenticated one of a client. Near 50 %: a new client for every call.',
    unit: 'percentunit',
    queries: [
      { expr: ratio(rate([], vaultSeries(SERIES.requests, CHALLENGED)), rate([], vaultSeries(SERIES.requests))) },
    ],
    thresholds: steps(COLOR.good, [0.1, COLOR.warn], [0.3, COLOR.bad]),
    max: 1,
    width: 4,
  }),
];

const callers = [
  tablePanel({
    title: 'Who calls what',
    description:
      'Application id, vault and service in the shown time, the 100 with most calls and the 100 with most failures. `several`: the process uses more than one identity for this vault; `none`: it sent no token that can be read.',
    unit: 'none',
    queries: [
      { expr: `topk(100, ${byApplication([LABEL.vault, LABEL.service], perProcess([], []))} > 0)` },
      { expr: `topk(100, ${byApplication([LABEL.vault, LABEL.service], perProcess([], FAILED))} > 0)` },
    ],
    columns: [
      { field: LABEL.appId, title: 'Application id', width: 340 },
      { field: LABEL.vault, title: 'Vault', properties: [{ id: 'links', value: [TO_VAULT] }] },
      { field: LABEL.service, title: 'Service', properties: [{ id: 'links', value: [TO_SERVICE] }] },
      { field: 'Value #A', title: 'Calls', width: 100 },
      {
        field: 'Value #B',
        title: 'Failed',
        width: 100,
        properties: [
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
          { id: 'color', value: { mode: 'fixed', fixedColor: COLOR.bad } },
        ],
      },
    ],
    sortBy: 'Failed',
    width: 24,
    height: 9,
  }),
  tablePanel({
    title: 'Failed calls by application id and cause',
    description: 'In the shown time, the 50 most frequent. Click a cause for its section of the runbook.',
    unit: 'none',
    queries: [
      {
        expr: withRemedy(
          `topk(50, ${byApplication([LABEL.cause], perProcess([LABEL.cause], [...FAILED, CAUSE]))} > 0)`,
        ),
      },
    ],
    columns: [
      { field: LABEL.appId, title: 'Application id', width: 340 },
      ...CAUSE_COLUMNS,
      { field: 'Value', title: 'Calls', width: 90 },
    ],
    sortBy: 'Calls',
    noValue: 'No failed call in this time',
    width: 24,
    height: 8,
  }),
];

const lifetimes = [
  timeseriesPanel({
    title: 'Lifetime left, the tokens that end first',
    description:
      'Seconds until the token last sent expires, for the ten identities and vaults where it is shortest. A healthy line is a saw: it falls and jumps up before it reaches the dashed line. A line that goes through zero is a token that nobody renews, or a process that no longer calls.',
    unit: 's',
    queries: [
      {
        expr: lowest(
          10,
          [LABEL.appId, LABEL.vault],
          `min by (${LABEL.appId}, ${LABEL.vault}) (${lifetime})`,
          `min by (${LABEL.appId}, ${LABEL.vault}) (last_over_time(${lifetime}[$__range] @ end()))`,
        ),
        legend: `{{${LABEL.appId}}} {{${LABEL.vault}}}`,
      },
    ],
    min: -600,
    limits: steps(COLOR.bad, [60, 'transparent']),
    table: true,
    width: 16,
  }),
  timeseriesPanel({
    title: '401 by cause',
    description: 'Refused because the vault does not know who calls; expected challenges excluded.',
    unit: 'reqps',
    stacked: true,
    queries: [
      {
        expr: orNone(
          LABEL.cause,
          rateFromBirth([LABEL.cause], vaultSeries(SERIES.requests, [...failedWith(401), CAUSE])),
        ),
        legend: `{{${LABEL.cause}}}`,
      },
    ],
    width: 8,
  }),
];

const requests = [
  timeseriesPanel({
    title: 'Token requests by source',
    description:
      'Where tokens are asked for. Many a minute from one service: it makes a credential for each call, so no cache is used.',
    unit: 'reqps',
    stacked: true,
    queries: [{ expr: rateFromBirth([LABEL.identitySource], tokenRequests), legend: `{{${LABEL.identitySource}}}` }],
    width: 6,
  }),
  timeseriesPanel({
    title: 'Token requests by outcome',
    description: 'A challenge is the probe of a managed identity endpoint, which is normal protocol.',
    unit: 'reqps',
    stacked: true,
    queries: [{ expr: rateFromBirth([LABEL.outcome], tokenRequests), legend: `{{${LABEL.outcome}}}` }],
    colors: OUTCOME_COLORS,
    width: 6,
  }),
  timeseriesPanel({
    title: 'Failed token requests by cause',
    description: 'Why no token could be had: from the AADSTS number or the answer of the managed identity endpoint.',
    unit: 'reqps',
    stacked: true,
    queries: [
      {
        expr: orNone(
          LABEL.cause,
          rateFromBirth([LABEL.cause], tokenSeries(SERIES.tokenRequests, [`${LABEL.outcome}="failure"`, CAUSE])),
          tokenRequests,
        ),
        legend: `{{${LABEL.cause}}}`,
      },
    ],
    width: 6,
  }),
  timeseriesPanel({
    title: 'Time to a token, by source',
    description:
      'p95 of token requests. Managed identity endpoints answer in milliseconds from their cache, Entra ID in tenths of a second.',
    unit: 's',
    queries: [
      {
        expr: quantile(0.95, [LABEL.identitySource], tokenSeries(SERIES.tokenRequestBuckets)),
        legend: `{{${LABEL.identitySource}}}`,
      },
    ],
    width: 6,
  }),
  tablePanel({
    title: 'Failed token requests by source, cause and service',
    description: 'In the shown time, the 50 most frequent.',
    unit: 'none',
    queries: [
      {
        expr: withRemedy(
          `topk(50, ${countInRange([LABEL.identitySource, LABEL.cause, LABEL.service, LABEL.vault], tokenSeries(SERIES.tokenRequests, [`${LABEL.outcome}="failure"`, CAUSE]))} > 0)`,
        ),
      },
    ],
    columns: [
      ...CAUSE_COLUMNS,
      { field: LABEL.identitySource, title: 'Source', width: 130 },
      { field: LABEL.vault, title: 'Token host', width: 220 },
      { field: LABEL.service, title: 'Service', width: 200, properties: [{ id: 'links', value: [TO_SERVICE] }] },
      { field: 'Value', title: 'Requests', width: 100 },
    ],
    sortBy: 'Requests',
    noValue: 'No failed token request in this time',
    width: 24,
    height: 7,
  }),
];

export const identity: DashboardModel = {
  uid: UID.identity,
  title: 'Azure Key Vault / Identity',
  description:
    'Which identity calls which vault, whose calls fail and why, how long the tokens last, and whether tokens can be had at all.',
  variables: FLEET_VARIABLES,
  links: DASHBOARD_LINKS,
  rows: [
    { title: 'Are callers known?', panels: verdict },
    { title: 'Who calls what, and what fails', panels: callers },
    { title: 'How long do tokens last?', panels: lifetimes },
    { title: 'Can tokens be had?', panels: requests },
  ],
};
