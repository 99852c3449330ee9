// SPDX-License-Identifier: Apache-2.0
import {
  ATTR_AZURE_KEYVAULT_FAILURE_CAUSE,
  ATTR_AZURE_KEYVAULT_IDENTITY_APP_ID,
  ATTR_AZURE_KEYVAULT_IDENTITY_SOURCE,
  ATTR_AZURE_KEYVAULT_OBJECT_TYPE,
  ATTR_AZURE_KEYVAULT_OPERATION_NAME,
  ATTR_AZURE_KEYVAULT_OUTCOME,
  ATTR_AZURE_KEYVAULT_RETRY_OBEYED,
  ATTR_AZURE_KEYVAULT_RETRY_SOURCE,
  ATTR_AZURE_KEYVAULT_THROTTLE_CLASS,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
} from './attributeNames.ts';

export const METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION = 'azure.keyvault.client.request.duration';
export const METRIC_AZURE_KEYVAULT_CLIENT_RETRY_AFTER = 'azure.keyvault.client.retry_after';
export const METRIC_AZURE_KEYVAULT_CLIENT_BACKOFF_DURATION = 'azure.keyvault.client.backoff.duration';
export const METRIC_AZURE_KEYVAULT_CLIENT_THROTTLED = 'azure.keyvault.client.throttled';
export const METRIC_AZURE_KEYVAULT_CLIENT_OPERATION_ATTEMPTS = 'azure.keyvault.client.operation.attempts';
export const METRIC_AZURE_KEYVAULT_CLIENT_QUOTA_UTILIZATION = 'azure.keyvault.client.quota.utilization';
export const METRIC_AZURE_KEYVAULT_CLIENT_REPEATED_READS = 'azure.keyvault.client.repeated_reads';
export const METRIC_AZURE_KEYVAULT_CLIENT_ACCESS_RECOVERED = 'azure.keyvault.client.access_recovered';
export const METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REMAINING_LIFETIME =
  'azure.keyvault.client.identity.remaining_lifetime';
export const METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REQUEST_DURATION = 'azure.keyvault.client.identity_request.duration';

/** What an instrument is: code makes it from this row, and docs and dashboards read the same row. */
export interface MetricDefinition {
  readonly name: string;
  readonly instrument: 'histogram' | 'counter' | 'gauge';
  /** UCUM. */
  readonly unit: string;
  readonly description: string;
  readonly attributes: readonly string[];
  /** Advice to the SDK; a View of the user overrides it. */
  readonly boundaries?: readonly number[];
}

/** The boundaries that OpenTelemetry's HTTP conventions ask for, in seconds. */
const HTTP_BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Edges on Microsoft's documented ladder of waits (1, 2, 4, 8, 16 s), in seconds. */
const WAIT_BOUNDARIES = [0.5, 1, 2, 4, 8, 16, 32, 60, 120, 300];

/** Every metric of the agent. */
export const METRICS = [
  {
    name: METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION,
    instrument: 'histogram',
    unit: 's',
    description:
      'Duration of one request to a vault or Managed HSM, from its creation to the header of the response. An expected challenge is recorded once it is known that a request with a token followed.',
    attributes: [
      ATTR_SERVER_ADDRESS,
      ATTR_AZURE_KEYVAULT_OPERATION_NAME,
      ATTR_HTTP_RESPONSE_STATUS_CODE,
      ATTR_AZURE_KEYVAULT_OUTCOME,
      ATTR_AZURE_KEYVAULT_FAILURE_CAUSE,
      ATTR_AZURE_KEYVAULT_THROTTLE_CLASS,
    ],
    boundaries: HTTP_BOUNDARIES,
  },
  {
    name: METRIC_AZURE_KEYVAULT_CLIENT_RETRY_AFTER,
    instrument: 'histogram',
    unit: 's',
    description: 'Advice of a 429 or 503 on when to come back. A response without advice is not in here.',
    attributes: [ATTR_SERVER_ADDRESS, ATTR_AZURE_KEYVAULT_THROTTLE_CLASS, ATTR_AZURE_KEYVAULT_RETRY_SOURCE],
    boundaries: WAIT_BOUNDARIES,
  },
  {
    name: METRIC_AZURE_KEYVAULT_CLIENT_BACKOFF_DURATION,
    instrument: 'histogram',
    unit: 's',
    description: 'Wait that the client really took between a failed attempt and the next one of the same operation.',
    attributes: [ATTR_SERVER_ADDRESS, ATTR_AZURE_KEYVAULT_THROTTLE_CLASS, ATTR_AZURE_KEYVAULT_RETRY_OBEYED],
    boundaries: WAIT_BOUNDARIES,
  },
  {
    name: METRIC_AZURE_KEYVAULT_CLIENT_THROTTLED,
    instrument: 'counter',
    unit: '{request}',
    description: 'Requests answered 429, by limit class, cause, and whether the answer said when to come back.',
    attributes: [
      ATTR_SERVER_ADDRESS,
      ATTR_AZURE_KEYVAULT_THROTTLE_CLASS,
      ATTR_AZURE_KEYVAULT_FAILURE_CAUSE,
      ATTR_AZURE_KEYVAULT_RETRY_SOURCE,
    ],
  },
  {
    name: METRIC_AZURE_KEYVAULT_CLIENT_OPERATION_ATTEMPTS,
    instrument: 'histogram',
    unit: '{attempt}',
    description: 'Requests that one logical operation took, challenges included, with the outcome of the last.',
    attributes: [ATTR_SERVER_ADDRESS, ATTR_AZURE_KEYVAULT_OPERATION_NAME, ATTR_AZURE_KEYVAULT_OUTCOME],
    boundaries: [1, 2, 3, 4, 5, 8, 13],
  },
  {
    name: METRIC_AZURE_KEYVAULT_CLIENT_QUOTA_UTILIZATION,
    instrument: 'gauge',
    unit: '1',
    description:
      "This process's weighted requests in 10 s as a share of the vault's limit: the peak since the last collection. Vaults beyond the first 100 are left out.",
    attributes: [ATTR_SERVER_ADDRESS, ATTR_AZURE_KEYVAULT_THROTTLE_CLASS],
  },
  {
    name: METRIC_AZURE_KEYVAULT_CLIENT_REPEATED_READS,
    instrument: 'counter',
    unit: '{request}',
    description: 'Reads of an object and version that this process had read less than a minute before.',
    attributes: [ATTR_SERVER_ADDRESS, ATTR_AZURE_KEYVAULT_OBJECT_TYPE],
  },
  {
    name: METRIC_AZURE_KEYVAULT_CLIENT_ACCESS_RECOVERED,
    instrument: 'counter',
    unit: '{request}',
    description:
      'Successes of an identity, vault and operation that had been denied less than 15 minutes before: a change of rights or rules that had to propagate.',
    attributes: [ATTR_SERVER_ADDRESS, ATTR_AZURE_KEYVAULT_OPERATION_NAME, ATTR_AZURE_KEYVAULT_FAILURE_CAUSE],
  },
  {
    name: METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REMAINING_LIFETIME,
    instrument: 'gauge',
    unit: 's',
    description:
      'Seconds until the access token last sent expires; negative when it has expired. Vaults and applications beyond the first 100 are left out.',
    attributes: [ATTR_SERVER_ADDRESS, ATTR_AZURE_KEYVAULT_IDENTITY_APP_ID],
  },
  {
    name: METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REQUEST_DURATION,
    instrument: 'histogram',
    unit: 's',
    description: 'Duration of one request for an access token to Key Vault or Managed HSM.',
    attributes: [
      ATTR_SERVER_ADDRESS,
      ATTR_AZURE_KEYVAULT_IDENTITY_SOURCE,
      ATTR_AZURE_KEYVAULT_OUTCOME,
      ATTR_AZURE_KEYVAULT_FAILURE_CAUSE,
    ],
    boundaries: HTTP_BOUNDARIES,
  },
] as const satisfies readonly MetricDefinition[];
