// SPDX-License-Identifier: Apache-2.0
import { type Attributes, SpanStatusCode } from '@opentelemetry/api';
import * as names from '../record/attributeNames.ts';
import { diagnosisAttributes } from '../record/diagnosisAttributes.ts';
import { endpointAttributes } from '../record/vaultAttributes.ts';
import { readServiceHeaders } from '../understand/readServiceHeaders.ts';
import { redactedUrl } from './redactedUrl.ts';
import type { VaultAnswer } from './VaultAnswer.ts';
import type { VaultState } from './VaultState.ts';

/** Lays the answer on the span, ours or another instrumentation's. */
export function recordVaultSpan(state: VaultState, answer: VaultAnswer): void {
  const { span, diagnosis, status } = answer;
  if (span === undefined || !span.isRecording()) return;
  const { endpoint, operation, credential } = answer.call;
  span.setAttributes(endpointAttributes(endpoint));
  if (credential.identity !== undefined) span.setAttributes(state.identityAttributes(credential.identity));
  span.setAttributes(callAttributes(state, answer));
  if (diagnosis !== undefined) span.setAttributes(diagnosisAttributes(diagnosis));
  if (status !== undefined) span.setAttribute(names.ATTR_HTTP_RESPONSE_STATUS_CODE, status);
  if (!answer.isOwnSpan) {
    // instrumentation-undici takes the first segment of `//secrets/...` for the host.
    span.setAttribute(names.ATTR_SERVER_ADDRESS, endpoint.host);
    // Final in the SDK: the instrumentation's later ERROR for the 401 is not taken.
    if (diagnosis?.outcome === 'challenge') span.setStatus({ code: SpanStatusCode.OK });
    if (state.recorder.config.redactUrls) span.setAttributes(redactedUrl(span, endpoint.host, operation.template));
    return;
  }
  if (diagnosis?.outcome !== 'failure') return;
  span.setAttribute(names.ATTR_ERROR_TYPE, status === undefined ? 'connection_failed' : String(status));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function callAttributes(state: VaultState, answer: VaultAnswer): Attributes {
  const { operation, credential, endpoint } = answer.call;
  const { config } = state.recorder;
  const attributes: Attributes = {
    [names.ATTR_AZURE_KEYVAULT_OBJECT_TYPE]: operation.objectType,
    [names.ATTR_AZURE_KEYVAULT_OPERATION_NAME]: operation.name,
    [names.ATTR_URL_TEMPLATE]: operation.template,
    [names.ATTR_AZURE_KEYVAULT_THROTTLE_CLASS]: operation.throttleClass,
    [names.ATTR_AZURE_KEYVAULT_OUTCOME]: answer.diagnosis?.outcome ?? 'success',
  };
  const set = (name: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined) attributes[name] = value;
  };
  if (answer.header !== undefined) {
    const { requestId, region, connectionType } = readServiceHeaders(answer.header);
    set(names.ATTR_AZURE_SERVICE_REQUEST_ID, requestId);
    set(names.ATTR_AZURE_KEYVAULT_VAULT_REGION, region);
    set(names.ATTR_AZURE_KEYVAULT_CONNECTION_TYPE, connectionType);
  }
  if (config.objectNames) set(names.ATTR_AZURE_KEYVAULT_OBJECT_NAME, operation.objectName);
  const expiresAt = credential.identity?.expiresAt;
  if (expiresAt !== undefined && config.identity !== 'none') {
    set(names.ATTR_AZURE_KEYVAULT_IDENTITY_REMAINING_LIFETIME, expiresAt - answer.at / 1000);
  }
  if (answer.attempt.resendCount > 0) {
    set(names.ATTR_HTTP_REQUEST_RESEND_COUNT, answer.attempt.resendCount);
    set(names.ATTR_AZURE_KEYVAULT_RETRY_WAITED, answer.attempt.waited);
    set(names.ATTR_AZURE_KEYVAULT_RETRY_OBEYED, answer.attempt.obeyed);
  }
  if (answer.status === 429) {
    set(names.ATTR_AZURE_KEYVAULT_THROTTLE_LIMIT, answer.limit);
    const utilization = state.quotas.utilization(endpoint.host, operation.throttleClass, performance.now());
    set(names.ATTR_AZURE_KEYVAULT_THROTTLE_UTILIZATION, utilization);
  }
  return attributes;
}
