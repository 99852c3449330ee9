// SPDX-License-Identifier: Apache-2.0
import { CAUSES, type CauseInfo } from '../../src/understand/causes.ts';
import { UID } from './links.ts';
import { LABEL, SERIES } from './series.ts';

export type Severity = 'critical' | 'warning' | 'info';

/** One alert rule, for Prometheus and for Grafana alike. */
export interface AlertRule {
  readonly name: string;
  /** Part of the uid in Grafana, where two rules may share a name. */
  readonly id: string;
  readonly severity: Severity;
  readonly expr: string;
  /** How long the expression has to hold. */
  readonly for: string;
  /** Prometheus' template language. */
  readonly summary: string;
  readonly description: string;
  readonly dashboard: string;
}

const environment = LABEL.environment;

/**
 * How far back a series is looked for before it counts as new: longer than telemetry stays away in most outages, and shorter
 * than until a job of every night comes back, whose failure counts again.
 */
const MEMORY = '6h';

/** What happened in the last minutes, the first value of a new counter included; `increase()` alone does not see it. */
function happened(by: readonly string[], selector: string, window: string): string {
  return (
    `sum by (${by.join(', ')}) (\n` +
    `  increase(${selector}[${window}])\n` +
    `  or label_replace(min_over_time(${selector}[${window}]) unless last_over_time(${selector}[${MEMORY}] offset ${window}), "born", "true", "", "")\n` +
    ')'
  );
}

const failed = `${LABEL.outcome}="failure"`;
const byService = [environment, LABEL.service, LABEL.vault, LABEL.cause];
const byVault = [environment, LABEL.vault];

const denied = `${SERIES.requests}{${LABEL.status}="403", ${failed}}`;
const unauthenticated = `${SERIES.requests}{${LABEL.status}="401", ${failed}}`;
const answered = `${SERIES.requests}{${LABEL.outcome}!="challenge"}`;

function shareThrottled(window: string): string {
  return (
    `sum by (${byVault.join(', ')}) (rate(${SERIES.requests}{${LABEL.status}="429"}[${window}]))\n` +
    `  / sum by (${byVault.join(', ')}) (rate(${answered}[${window}]))`
  );
}

/** Two windows: the long one says that it matters, the short one that it is still so. A handful of calls is no share. */
function burning(share: number, long: string, short: string): string {
  return (
    `(\n  ${shareThrottled(long)}\n) > ${share}\nand\n(\n  ${shareThrottled(short)}\n) > ${share}\n` +
    `and\nsum by (${byVault.join(', ')}) (increase(${SERIES.requests}{${LABEL.status}="429"}[${long}])) > 10`
  );
}

/** Causes of token requests that often pass by themselves. */
const passing = Object.entries<CauseInfo>(CAUSES)
  .filter(([, { phase, retry }]) => phase === 'token_request' && retry === 'later')
  .map(([name]) => name)
  .join('|');
const tokenBy = [environment, LABEL.service, LABEL.identitySource, LABEL.cause];

const where = `{{ with $labels.${environment} }} ({{ . }}){{ end }}`;
const vault = `{{ $labels.${LABEL.vault} }}`;
const service = `{{ $labels.${LABEL.service} }}`;
const cause = `{{ $labels.${LABEL.cause} }}`;

/** Every alert. The names are anchors of the runbook. */
export const ALERTS: readonly AlertRule[] = [
  {
    name: 'KeyVaultAccessDenied',
    id: 'access-denied',
    severity: 'warning',
    // A denial that ended with a success was a change of rights or rules that had to propagate.
    expr: `${happened(byService, denied, '15m')} > 0\nunless on (${byService.join(', ')})\n${happened(byService, SERIES.accessRecovered, '15m')} > 0`,
    for: '5m',
    summary: `${service} is denied by ${vault}: ${cause}${where}`,
    description: `${vault} answered 403 to {{ printf "%.0f" $value }} calls of ${service} in 15 minutes, because of ${cause}. The caller is known and not allowed; repeating does not help.`,
    dashboard: UID.overview,
  },
  {
    name: 'KeyVaultUnauthenticated',
    id: 'unauthenticated',
    severity: 'critical',
    expr: `${happened(byService, unauthenticated, '15m')} > 0`,
    for: '5m',
    summary: `${vault} does not accept the token of ${service}: ${cause}${where}`,
    description: `${vault} answered 401 to {{ printf "%.0f" $value }} calls of ${service} in 15 minutes, because of ${cause}. Expected challenges are not counted.`,
    dashboard: UID.identity,
  },
  {
    name: 'KeyVaultThrottled',
    id: 'throttled-fast',
    severity: 'critical',
    expr: burning(0.05, '1h', '5m'),
    for: '2m',
    summary: `${vault} throttles more than 5 % of its calls${where}`,
    description: `{{ $value | humanizePercentage }} of the calls to ${vault} were answered 429 in the last hour, and more than 5 % still are.`,
    dashboard: UID.throttling,
  },
  {
    name: 'KeyVaultThrottled',
    id: 'throttled-slow',
    severity: 'warning',
    expr: burning(0.01, '6h', '30m'),
    for: '15m',
    summary: `${vault} throttles more than 1 % of its calls${where}`,
    description: `{{ $value | humanizePercentage }} of the calls to ${vault} were answered 429 in the last 6 hours, and more than 1 % still are.`,
    dashboard: UID.throttling,
  },
  {
    name: 'KeyVaultNearLimit',
    id: 'near-limit',
    severity: 'warning',
    // The mean, as one burst does not count; of the processes that there were at each time, as those that replace each
    // other never ran together. Two minutes are two exports; with those, no longer than it has to hold.
    expr: `avg_over_time((\n  sum by (${LABEL.vault}, ${LABEL.throttleClass}) (last_over_time(${SERIES.utilization}[2m]))\n)[8m:1m]) > 0.8`,
    for: '10m',
    summary: `${vault} is near its limit {{ $labels.${LABEL.throttleClass} }}`,
    description: `The processes that report use {{ $value | humanizePercentage }} of the limit {{ $labels.${LABEL.throttleClass} }} of ${vault}. Above 100 % it answers 429.`,
    dashboard: UID.throttling,
  },
  {
    name: 'KeyVaultClientPerRequest',
    id: 'client-per-request',
    severity: 'info',
    expr:
      `sum by (${environment}, ${LABEL.service}) (rate(${SERIES.requests}{${LABEL.outcome}="challenge"}[15m]))\n` +
      `  / sum by (${environment}, ${LABEL.service}) (rate(${SERIES.requests}[15m])) > 0.3\n` +
      `and sum by (${environment}, ${LABEL.service}) (increase(${SERIES.requests}{${LABEL.outcome}="challenge"}[15m])) > 20`,
    for: '15m',
    summary: `${service} makes a new client for nearly every call${where}`,
    description: `{{ $value | humanizePercentage }} of the requests of ${service} are challenges, which a client needs only once. Each costs a round trip: share one client.`,
    dashboard: UID.overview,
  },
  {
    name: 'KeyVaultTokenRequestFailing',
    id: 'token-request-failing',
    severity: 'critical',
    // What passes by itself has to come back before it counts.
    expr:
      `${happened(tokenBy, `${SERIES.tokenRequests}{${failed}, ${LABEL.cause}!~"${passing}"}`, '15m')} > 0\n` +
      `or\n${happened(tokenBy, `${SERIES.tokenRequests}{${failed}, ${LABEL.cause}=~"${passing}"}`, '15m')} > 5`,
    for: '5m',
    summary: `${service} gets no token from {{ $labels.${LABEL.identitySource} }}: ${cause}${where}`,
    description: `{{ printf "%.0f" $value }} token requests of ${service} to {{ $labels.${LABEL.identitySource} }} failed in 15 minutes, because of ${cause}. Its calls do not reach any vault.`,
    dashboard: UID.identity,
  },
  {
    name: 'KeyVaultTokenNotRenewed',
    id: 'token-not-renewed',
    severity: 'warning',
    // The gauge keeps the value of the last call, so only processes that call now count, and not those long past the end.
    expr:
      `min by (${environment}, ${LABEL.service}, ${LABEL.vault}, ${LABEL.appId}) (\n` +
      `  (max_over_time(${SERIES.remainingLifetime}[3m]) < 60 > -900)\n` +
      `  and on (${environment}, ${LABEL.service}, ${LABEL.instance}, ${LABEL.vault})\n` +
      `  sum by (${environment}, ${LABEL.service}, ${LABEL.instance}, ${LABEL.vault}) (increase(${SERIES.requests}[3m])) > 3\n` +
      ')',
    for: '1m',
    summary: `${service} sends a token that is about to expire, and does not renew it${where}`,
    description: `The token of application {{ $labels.${LABEL.appId} }} that ${service} sends to ${vault} ends in {{ $value | humanizeDuration }}. Clients renew minutes before; from the end on calls fail with 401.`,
    dashboard: UID.identity,
  },
  {
    name: 'KeyVaultTelemetryMissing',
    id: 'telemetry-missing',
    severity: 'warning',
    expr:
      `group by (${environment}, ${LABEL.service}) (present_over_time(${SERIES.requests}[1h] offset 15m))\n` +
      `unless on (${environment}, ${LABEL.service})\n` +
      `group by (${environment}, ${LABEL.service}) (present_over_time(${SERIES.requests}[15m]))`,
    for: '5m',
    summary: `${service} no longer reports its calls to Key Vault${where}`,
    description: `No instance of ${service} has sent metrics of its Key Vault calls for 15 minutes, though one did in the hour before. While nothing arrives, no other alert of it can fire.`,
    dashboard: UID.overview,
  },
];
