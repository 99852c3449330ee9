// SPDX-License-Identifier: Apache-2.0
import { LABEL, SERIES } from '../../dashboards/src/series.ts';

type Labels = Readonly<Record<string, string>>;

/** What a rule sees, and whether it fires. */
export interface AlertCase {
  readonly alert: string;
  readonly says: string;
  /** Name, labels and values of series, one value a minute, in the notation of promtool. */
  readonly series: readonly (readonly [string, Labels, string])[];
  /** Minutes after the start. */
  readonly at: number;
  /** Severity of each alert that fires; none when it must not. */
  readonly fires: readonly string[];
}

const service = { [LABEL.service]: 'shop/billing', [LABEL.instance]: 'i-1', [LABEL.environment]: 'production' };
const vault = { ...service, [LABEL.vault]: 'kv-billing.vault.azure.net' };
const success = { ...vault, [LABEL.outcome]: 'success', [LABEL.status]: '200', [LABEL.operation]: 'SecretGet' };
const failure = (status: string, cause: string) => ({
  ...vault,
  [LABEL.outcome]: 'failure',
  [LABEL.status]: status,
  [LABEL.cause]: cause,
});
const challenge = {
  ...vault,
  [LABEL.outcome]: 'challenge',
  [LABEL.status]: '401',
  [LABEL.cause]: 'auth_challenge',
};
const tokenFailure = (cause: string) => ({
  ...service,
  [LABEL.vault]: 'login.microsoftonline.com',
  [LABEL.identitySource]: 'entra',
  [LABEL.outcome]: 'failure',
  [LABEL.cause]: cause,
});
const identity = { ...vault, [LABEL.appId]: '11111111-2222-4333-8444-555555555555' };
const limit = { ...vault, [LABEL.throttleClass]: 'vault_operation' };

/** Every alert with what makes it fire, and with what looks alike and must not. */
export const ALERT_CASES: readonly AlertCase[] = [
  {
    alert: 'KeyVaultAccessDenied',
    says: 'fires for a service that is denied again and again',
    series: [[SERIES.requests, failure('403', 'rbac_denied'), '0+1x30']],
    at: 20,
    fires: ['warning'],
  },
  {
    alert: 'KeyVaultAccessDenied',
    says: 'fires for one denial, after which the process ended',
    series: [[SERIES.requests, failure('403', 'rbac_denied'), '_x70 1 1 stale']],
    at: 77,
    fires: ['warning'],
  },
  {
    alert: 'KeyVaultAccessDenied',
    says: 'stays silent when the same call succeeded again',
    series: [
      [SERIES.requests, failure('403', 'rbac_denied'), '_x70 1+0x20'],
      [SERIES.accessRecovered, { ...vault, [LABEL.cause]: 'rbac_denied' }, '_x73 1+0x20'],
    ],
    at: 80,
    fires: [],
  },
  {
    alert: 'KeyVaultAccessDenied',
    says: 'stays silent about a denial of long ago',
    series: [[SERIES.requests, failure('403', 'rbac_denied'), '0 5+0x90']],
    at: 80,
    fires: [],
  },
  {
    alert: 'KeyVaultAccessDenied',
    says: 'stays silent after a gap of hours in telemetry',
    series: [[SERIES.requests, failure('403', 'rbac_denied'), '5+0x40 _x200 5+0x30']],
    at: 255,
    fires: [],
  },
  {
    alert: 'KeyVaultAccessDenied',
    says: 'stays silent about objects that are not found, as while a deletion is polled',
    series: [[SERIES.requests, failure('404', 'object_not_found'), '0+10x60']],
    at: 30,
    fires: [],
  },
  {
    alert: 'KeyVaultUnauthenticated',
    says: 'fires for a token of the wrong tenant',
    series: [[SERIES.requests, failure('401', 'token_tenant_mismatch'), '0+2x30']],
    at: 20,
    fires: ['critical'],
  },
  {
    alert: 'KeyVaultUnauthenticated',
    says: 'stays silent about expected challenges, however many',
    series: [
      [SERIES.requests, challenge, '0+500x60'],
      [SERIES.requests, success, '0+500x60'],
    ],
    at: 40,
    fires: [],
  },
  {
    alert: 'KeyVaultThrottled',
    says: 'pages when more than 5 % is throttled for an hour, and warns besides after six',
    series: [
      [SERIES.requests, failure('429', 'vault_operation_limit'), '0+10x480'],
      [SERIES.requests, success, '0+90x480'],
    ],
    at: 420,
    fires: ['critical', 'warning'],
  },
  {
    alert: 'KeyVaultThrottled',
    says: 'only warns between 1 % and 5 %',
    series: [
      [SERIES.requests, failure('429', 'vault_operation_limit'), '0+2x480'],
      [SERIES.requests, success, '0+98x480'],
    ],
    at: 420,
    fires: ['warning'],
  },
  {
    alert: 'KeyVaultThrottled',
    says: 'ends soon after the throttling has ended',
    series: [
      [SERIES.requests, failure('429', 'vault_operation_limit'), '0+10x60 600+0x60'],
      [SERIES.requests, success, '0+90x120'],
    ],
    at: 110,
    fires: [],
  },
  {
    alert: 'KeyVaultThrottled',
    says: 'stays silent about single throttled calls of a quiet vault',
    series: [
      [SERIES.requests, failure('429', 'throttled_unknown'), '0 0 1 1 1 1 2+0x120'],
      [SERIES.requests, success, '0+0.2x120'],
    ],
    at: 20,
    fires: [],
  },
  {
    alert: 'KeyVaultNearLimit',
    says: 'fires when two processes together use more than 80 %',
    series: [
      [SERIES.utilization, limit, '0.5+0x60'],
      [SERIES.utilization, { ...limit, [LABEL.instance]: 'i-2' }, '0.4+0x60'],
    ],
    at: 30,
    fires: ['warning'],
  },
  {
    alert: 'KeyVaultNearLimit',
    says: 'stays silent about one burst, as at the start of a process',
    series: [[SERIES.utilization, limit, '0.1+0x20 1.2 0.1+0x40']],
    at: 22,
    fires: [],
  },
  {
    alert: 'KeyVaultNearLimit',
    says: 'stays silent about one burst of a process that ends with it',
    series: [[SERIES.utilization, limit, '_x20 1.2 stale']],
    at: 31,
    fires: [],
  },
  {
    alert: 'KeyVaultAccessDenied',
    says: 'fires again for a job that is denied every night',
    series: [[SERIES.requests, failure('403', 'rbac_denied'), '_x10 5 5 stale _x600 5 5 5 5 5 5 5 5 5 5']],
    at: 620,
    fires: ['warning'],
  },
  {
    alert: 'KeyVaultNearLimit',
    says: 'stays silent about processes that follow one another',
    series: Array.from({ length: 30 }, (_, index) => [
      SERIES.utilization,
      { ...limit, [LABEL.instance]: `i-${index}` },
      `_x${2 * index} 0.3 0.3 stale`,
    ]),
    at: 50,
    fires: [],
  },
  {
    alert: 'KeyVaultClientPerRequest',
    says: 'fires when every call begins with a challenge',
    series: [
      [SERIES.requests, challenge, '0+30x60'],
      [SERIES.requests, success, '0+30x60'],
    ],
    at: 50,
    fires: ['info'],
  },
  {
    alert: 'KeyVaultClientPerRequest',
    says: 'stays silent about one challenge for many calls',
    series: [
      [SERIES.requests, challenge, '0+3x60'],
      [SERIES.requests, success, '0+97x60'],
    ],
    at: 50,
    fires: [],
  },
  {
    alert: 'KeyVaultClientPerRequest',
    says: 'stays silent about a service that makes few calls, one in each start',
    series: [
      [SERIES.requests, challenge, '0+1x60'],
      [SERIES.requests, success, '0+1x60'],
    ],
    at: 50,
    fires: [],
  },
  {
    alert: 'KeyVaultTokenRequestFailing',
    says: 'fires for an expired client secret',
    series: [[SERIES.tokenRequests, tokenFailure('client_secret_expired'), '_x65 1+0x30']],
    at: 72,
    fires: ['critical'],
  },
  {
    alert: 'KeyVaultTokenRequestFailing',
    says: 'fires for an unavailable endpoint that does not come back',
    series: [[SERIES.tokenRequests, tokenFailure('token_endpoint_unavailable'), '0+1x60']],
    at: 30,
    fires: ['critical'],
  },
  {
    alert: 'KeyVaultTokenRequestFailing',
    says: 'stays silent about what passed by itself',
    series: [[SERIES.tokenRequests, tokenFailure('managed_identity_error'), '_x65 1 2 2+0x30']],
    at: 75,
    fires: [],
  },
  {
    alert: 'KeyVaultTokenRequestFailing',
    says: 'stays silent about the probe of a managed identity endpoint',
    series: [
      [
        SERIES.tokenRequests,
        { ...tokenFailure('imds_probe'), [LABEL.outcome]: 'challenge', [LABEL.identitySource]: 'imds' },
        '_x65 1+0x30',
      ],
    ],
    at: 75,
    fires: [],
  },
  {
    alert: 'KeyVaultTokenNotRenewed',
    says: 'fires for a process that goes on sending a token about to expire',
    series: [
      [SERIES.remainingLifetime, identity, '3600-60x70'],
      [SERIES.requests, success, '0+20x70'],
    ],
    at: 65,
    fires: ['warning'],
  },
  {
    alert: 'KeyVaultTokenNotRenewed',
    says: 'stays silent about a token that is renewed in time',
    series: [
      [SERIES.remainingLifetime, identity, '3600-60x56 3600-60x30'],
      [SERIES.requests, success, '0+20x90'],
    ],
    at: 62,
    fires: [],
  },
  {
    alert: 'KeyVaultTokenNotRenewed',
    says: 'stays silent about an idle process',
    series: [
      [SERIES.remainingLifetime, identity, '3600-60x70'],
      [SERIES.requests, success, '400+0x70'],
    ],
    at: 65,
    fires: [],
  },
  {
    alert: 'KeyVaultTelemetryMissing',
    says: 'fires when no instance of a service reports any more',
    series: [[SERIES.requests, success, '0+5x40']],
    at: 70,
    fires: ['warning'],
  },
  {
    alert: 'KeyVaultTelemetryMissing',
    says: 'stays silent when another instance took over',
    series: [
      [SERIES.requests, success, '0+5x40'],
      [SERIES.requests, { ...success, [LABEL.instance]: 'i-2' }, '_x38 0+5x60'],
    ],
    at: 70,
    fires: [],
  },
];
