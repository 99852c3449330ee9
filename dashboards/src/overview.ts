// SPDX-License-Identifier: Apache-2.0
import { CAUSE_COLUMNS, withRemedy } from './causeColumns.ts';
import { COLOR, OUTCOME_COLORS } from './colors.ts';
import type { DashboardModel } from './DashboardModel.ts';
import { DASHBOARD_LINKS, TO_SERVICE, TO_VAULT, UID } from './links.ts';
import { barsPanel, statPanel, steps, tablePanel, timeseriesPanel } from './panels.ts';
import {
  ANSWERED,
  CHALLENGED,
  countInRange,
  FAILED,
  failedWith,
  highest,
  orNone,
  orZero,
  quantile,
  rate,
  rateFromBirth,
  rateOverRange,
  ratio,
  SUCCEEDED,
  tokenSeries,
  vaultSeries,
} from './promql.ts';
import { LABEL, SERIES } from './series.ts';
import { FLEET_VARIABLES } from './variables.ts';

const CAUSE = `${LABEL.cause}=~"$cause"`;
const requests = (matchers: readonly string[]) => vaultSeries(SERIES.requests, matchers);
const failures = (matchers: readonly string[] = FAILED) => rateFromBirth([], requests(matchers));
const failuresByCause = (matchers: readonly string[]) =>
  orNone(LABEL.cause, rateFromBirth([LABEL.cause], requests([...matchers, CAUSE])));
const anyFailure = steps(COLOR.good, [1e-9, COLOR.bad]);

/** Successes, and successes with failures, where either may be missing. */
const succeeded = rate([], requests(SUCCEEDED));
const answered = `((${succeeded} or on() 0 * ${failures()}) + (${failures()} or on() 0 * ${succeeded}))`;

const otherFailures = [
  `${LABEL.outcome}="failure"`,
  `${LABEL.status}!~"401|403|429"`,
  `${LABEL.cause}!="object_not_found"`,
];
const tokenFailed = tokenSeries(SERIES.tokenRequests, [`${LABEL.outcome}="failure"`]);

const verdict = [
  statPanel({
    title: 'Calls that succeed',
    description:
      'Successes out of successes and failures. Expected challenges (the 401 before a token is sent) do not count, and a 404 of an object counts on neither side: clients poll with it.',
    unit: 'percentunit',
    queries: [{ expr: ratio(succeeded, answered) }],
    thresholds: steps(COLOR.bad, [0.95, COLOR.warn], [0.99, COLOR.good]),
    max: 1,
    width: 3,
  }),
  statPanel({
    title: '401: not known',
    description: 'Requests a second that a vault refused with 401, expected challenges excluded. Zero is normal.',
    unit: 'reqps',
    queries: [{ expr: orZero(failures(failedWith(401))) }],
    thresholds: anyFailure,
    width: 3,
  }),
  statPanel({
    title: '403: not allowed',
    description:
      'Requests a second that a vault refused with 403: role, access policy, firewall, private link. Zero is normal.',
    unit: 'reqps',
    queries: [{ expr: orZero(failures(failedWith(403))) }],
    thresholds: anyFailure,
    width: 3,
  }),
  statPanel({
    title: '429: too many',
    description: 'Requests a second that a vault throttled. The Throttling dashboard tells which limit.',
    unit: 'reqps',
    queries: [{ expr: orZero(failures(failedWith(429))) }],
    thresholds: anyFailure,
    width: 3,
  }),
  statPanel({
    title: 'Other failures',
    description:
      'Failures a second that are none of 401, 403, 429: no connection, 5xx, 409, bad requests. A 404 of an object is left out.',
    unit: 'reqps',
    queries: [{ expr: orZero(failures(otherFailures)) }],
    thresholds: anyFailure,
    width: 3,
  }),
  statPanel({
    title: 'Token failures',
    description:
      'Requests a second to Entra ID or a managed identity endpoint that failed. Such a call never reaches a vault, so the vault panels stay silent.',
    unit: 'reqps',
    queries: [{ expr: orZero(rateFromBirth([], tokenFailed)) }],
    thresholds: anyFailure,
    width: 3,
  }),
  statPanel({
    title: 'p95 of calls',
    description: '95 % of the requests are answered within this time; expected challenges excluded.',
    unit: 's',
    queries: [{ expr: quantile(0.95, [], vaultSeries(SERIES.requestBuckets, ANSWERED)) }],
    thresholds: steps(COLOR.good, [1, COLOR.warn], [3, COLOR.bad]),
    width: 3,
  }),
  statPanel({
    title: 'Affected',
    description: 'Services with at least one failed call, and vaults that failed at least one, in the shown time.',
    unit: 'none',
    queries: [
      {
        expr: orZero(`count(${countInRange([LABEL.service], requests(FAILED))} > 0)`),
        legend: 'services',
      },
      {
        expr: orZero(`count(${countInRange([LABEL.vault], requests(FAILED))} > 0)`),
        legend: 'vaults',
      },
    ],
    thresholds: steps(COLOR.good, [1, COLOR.warn]),
    instant: true,
    named: true,
    width: 3,
  }),
];

const trends = [
  timeseriesPanel({
    title: '401 by cause',
    description:
      'Refused because the vault does not know who calls; expected challenges excluded. The token that was sent is wrong, or none was sent.',
    unit: 'reqps',
    stacked: true,
    queries: [{ expr: failuresByCause(failedWith(401)), legend: `{{${LABEL.cause}}}` }],
    width: 8,
  }),
  timeseriesPanel({
    title: '403 by cause',
    description:
      'The caller is known and not allowed: RBAC, access policies, firewall, private link, or the object itself.',
    unit: 'reqps',
    stacked: true,
    queries: [{ expr: failuresByCause(failedWith(403)), legend: `{{${LABEL.cause}}}` }],
    width: 8,
  }),
  timeseriesPanel({
    title: '429 by cause',
    description: 'Throttled by the vault: by a limit of one kind of request, or by the limit of all.',
    unit: 'reqps',
    stacked: true,
    queries: [{ expr: failuresByCause(failedWith(429)), legend: `{{${LABEL.cause}}}` }],
    width: 8,
  }),
];

const byCauseVaultService = [LABEL.cause, LABEL.vault, LABEL.service];
const table = tablePanel({
  title: 'Failed calls by cause, vault and service',
  description:
    'The 50 most frequent in the shown time, counted exactly. Click a cause for its section of the runbook, a vault or a service to look at it alone. A 404 of an object is in here too.',
  unit: 'none',
  queries: [
    {
      expr: withRemedy(
        `topk(50, ${countInRange(byCauseVaultService, requests([`${LABEL.outcome}="failure"`, CAUSE]))} > 0)`,
      ),
    },
  ],
  columns: [
    ...CAUSE_COLUMNS,
    { field: LABEL.vault, title: 'Vault', width: 230, properties: [{ id: 'links', value: [TO_VAULT] }] },
    { field: LABEL.service, title: 'Service', width: 180, properties: [{ id: 'links', value: [TO_SERVICE] }] },
    { field: 'Value', title: 'Calls', width: 90 },
  ],
  sortBy: 'Calls',
  noValue: 'No failed call in this time',
  width: 24,
  height: 11,
});

const tokenTable = tablePanel({
  title: 'Failed token requests by cause and service',
  description: 'The 20 most frequent in the shown time. These calls failed before any vault was asked.',
  unit: 'none',
  queries: [
    {
      expr: withRemedy(
        `topk(20, ${countInRange([LABEL.cause, LABEL.identitySource, LABEL.service], tokenSeries(SERIES.tokenRequests, [`${LABEL.outcome}="failure"`, CAUSE]))} > 0)`,
      ),
    },
  ],
  columns: [
    ...CAUSE_COLUMNS,
    { field: LABEL.identitySource, title: 'Asked', width: 120 },
    { field: LABEL.service, title: 'Service', width: 180, properties: [{ id: 'links', value: [TO_SERVICE] }] },
    { field: 'Value', title: 'Requests', width: 90 },
  ],
  sortBy: 'Requests',
  noValue: 'No failed token request in this time',
  width: 24,
  height: 7,
});

const whom = [
  table,
  tokenTable,
  barsPanel({
    title: 'Services with most failures',
    description: 'Failed calls in the shown time, the ten highest services. A 404 of an object does not count.',
    unit: 'none',
    queries: [
      { expr: `topk(10, ${countInRange([LABEL.service], requests(FAILED))} > 0)`, legend: `{{${LABEL.service}}}` },
    ],
    thresholds: steps(COLOR.bad),
    width: 8,
  }),
  barsPanel({
    title: 'Vaults with most failures',
    description: 'Failed calls in the shown time, the ten highest vaults. A 404 of an object does not count.',
    unit: 'none',
    queries: [{ expr: `topk(10, ${countInRange([LABEL.vault], requests(FAILED))} > 0)`, legend: `{{${LABEL.vault}}}` }],
    thresholds: steps(COLOR.bad),
    width: 8,
  }),
  timeseriesPanel({
    title: 'Other failures by cause',
    description:
      'Failures that are none of 401, 403, 429; here a 404 of an object is shown, though no alert counts it.',
    unit: 'reqps',
    stacked: true,
    queries: [
      {
        expr: failuresByCause([`${LABEL.outcome}="failure"`, `${LABEL.status}!~"401|403|429"`]),
        legend: `{{${LABEL.cause}}}`,
      },
    ],
    width: 8,
  }),
];

const load = [
  timeseriesPanel({
    title: 'Requests by outcome',
    description: 'All requests to vaults. A challenge is the first 401 of a client, which is normal protocol.',
    unit: 'reqps',
    stacked: true,
    queries: [{ expr: rate([LABEL.outcome], requests([])), legend: `{{${LABEL.outcome}}}` }],
    colors: OUTCOME_COLORS,
    width: 8,
  }),
  timeseriesPanel({
    title: 'Time to answer',
    description: 'Percentiles over all vaults; expected challenges excluded.',
    unit: 's',
    queries: [0.5, 0.95, 0.99].map((q) => ({
      expr: quantile(q, [], vaultSeries(SERIES.requestBuckets, ANSWERED)),
      legend: `p${q * 100}`,
    })),
    width: 8,
  }),
  timeseriesPanel({
    title: 'Challenge ratio',
    description:
      'Share of requests that are the first, unauthenticated one of a client; the ten highest services. Near 50 % a service makes a new client for every call: share one client.',
    unit: 'percentunit',
    queries: [
      {
        expr: highest(
          10,
          [LABEL.service],
          `${rate([LABEL.service], requests(CHALLENGED))} / (${rate([LABEL.service], requests([]))} > 0)`,
          `${rateOverRange([LABEL.service], requests(CHALLENGED))} / (${rateOverRange([LABEL.service], requests([]))} > 0)`,
        ),
        legend: `{{${LABEL.service}}}`,
      },
    ],
    max: 1,
    limits: steps('transparent', [0.3, COLOR.warn]),
    width: 8,
  }),
];

/** The fleet: is something wrong, why, for whom, since when, what to do. */
export const overview: DashboardModel = {
  uid: UID.overview,
  title: 'Azure Key Vault / Overview',
  description:
    'Calls to Azure Key Vault and Managed HSM as their callers see them: is something wrong, why, for whom, since when, and what to do.',
  variables: FLEET_VARIABLES,
  links: DASHBOARD_LINKS,
  rows: [
    { title: 'Is something wrong?', panels: verdict },
    { title: 'Why, and since when?', panels: trends },
    { title: 'For whom, and what to do', panels: whom },
    { title: 'Load and time', panels: load },
  ],
};
