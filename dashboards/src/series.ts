// SPDX-License-Identifier: Apache-2.0
import * as semconv from '../../src/semconv.ts';
import { labelName, prometheusName } from './prometheusNames.ts';

/** Labels of the series, from the attribute names. */
export const LABEL = {
  vault: labelName(semconv.ATTR_SERVER_ADDRESS),
  operation: labelName(semconv.ATTR_AZURE_KEYVAULT_OPERATION_NAME),
  status: labelName(semconv.ATTR_HTTP_RESPONSE_STATUS_CODE),
  outcome: labelName(semconv.ATTR_AZURE_KEYVAULT_OUTCOME),
  cause: labelName(semconv.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE),
  throttleClass: labelName(semconv.ATTR_AZURE_KEYVAULT_THROTTLE_CLASS),
  retrySource: labelName(semconv.ATTR_AZURE_KEYVAULT_RETRY_SOURCE),
  retryObeyed: labelName(semconv.ATTR_AZURE_KEYVAULT_RETRY_OBEYED),
  objectType: labelName(semconv.ATTR_AZURE_KEYVAULT_OBJECT_TYPE),
  appId: labelName(semconv.ATTR_AZURE_KEYVAULT_IDENTITY_APP_ID),
  identitySource: labelName(semconv.ATTR_AZURE_KEYVAULT_IDENTITY_SOURCE),
  /** `service.namespace/service.name`, set by Prometheus itself. */
  service: 'job',
  /** `service.instance.id`, set by Prometheus itself. */
  instance: 'instance',
  /** A resource attribute: there only when `promote_resource_attributes` lists it. */
  environment: labelName('deployment.environment.name'),
} as const;

const requestDuration = prometheusName(semconv.METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION);
const retryAfter = prometheusName(semconv.METRIC_AZURE_KEYVAULT_CLIENT_RETRY_AFTER);
const backoff = prometheusName(semconv.METRIC_AZURE_KEYVAULT_CLIENT_BACKOFF_DURATION);
const attempts = prometheusName(semconv.METRIC_AZURE_KEYVAULT_CLIENT_OPERATION_ATTEMPTS);
const identityRequest = prometheusName(semconv.METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REQUEST_DURATION);

/** Series of the agent in Prometheus. */
export const SERIES = {
  requests: `${requestDuration}_count`,
  requestBuckets: `${requestDuration}_bucket`,
  retryAfterBuckets: `${retryAfter}_bucket`,
  backoffBuckets: `${backoff}_bucket`,
  backoffs: `${backoff}_count`,
  attemptBuckets: `${attempts}_bucket`,
  attemptSum: `${attempts}_sum`,
  operations: `${attempts}_count`,
  tokenRequests: `${identityRequest}_count`,
  tokenRequestBuckets: `${identityRequest}_bucket`,
  throttled: prometheusName(semconv.METRIC_AZURE_KEYVAULT_CLIENT_THROTTLED),
  utilization: prometheusName(semconv.METRIC_AZURE_KEYVAULT_CLIENT_QUOTA_UTILIZATION),
  repeatedReads: prometheusName(semconv.METRIC_AZURE_KEYVAULT_CLIENT_REPEATED_READS),
  accessRecovered: prometheusName(semconv.METRIC_AZURE_KEYVAULT_CLIENT_ACCESS_RECOVERED),
  remainingLifetime: prometheusName(semconv.METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REMAINING_LIFETIME),
} as const;
