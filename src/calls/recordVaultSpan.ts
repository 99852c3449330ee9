// SPDX-License-Identifier: Apache-2.0
import { type Span, SpanStatusCode } from '@opentelemetry/api';
import * as names from '../record/attributeNames.ts';
import { isEcho } from '../understand/isEcho.ts';
import { isGuid } from '../understand/isGuid.ts';
import { namesObject } from '../understand/namesObject.ts';
import { readServiceHeaders } from '../understand/readServiceHeaders.ts';
import { attributesOf, redactUrls } from './redactUrls.ts';
import { setOk } from './setOk.ts';
import type { VaultAnswer } from './VaultAnswer.ts';
import type { VaultState } from './VaultState.ts';

/** Lays the answer on the span, ours or another instrumentation's. */
export function recordVaultSpan(state: VaultState, answer: VaultAnswer): void {
  const { span, failure, status, known } = answer;
  if (span === undefined || !span.isRecording()) return;
  // One by one: `setAttributes` goes through the names of an object, which takes half as long again.
  for (const [name, value] of known.spanAttributes) span.setAttribute(name, value);
  if (failure === undefined) span.setAttribute(names.ATTR_AZURE_KEYVAULT_OUTCOME, 'success');
  else span.setAttributes(failure.attributes);
  setVarying(span, state, answer);
  if (answer.isOwnSpan) {
    if (status !== undefined) span.setAttribute(names.ATTR_HTTP_RESPONSE_STATUS_CODE, status);
    if (failure?.outcome !== 'failure') return;
    span.setAttribute(names.ATTR_ERROR_TYPE, status === undefined ? 'connection_failed' : String(status));
    span.setStatus({ code: SpanStatusCode.ERROR });
    return;
  }
  const present = attributesOf(span);
  const { host } = known.call.endpoint;
  if (status !== undefined && present[names.ATTR_HTTP_RESPONSE_STATUS_CODE] !== status) {
    span.setAttribute(names.ATTR_HTTP_RESPONSE_STATUS_CODE, status);
  }
  // instrumentation-undici takes the first segment of `//secrets/...` for the host, and a part of a URL keeps the whole of it.
  span.setAttribute(names.ATTR_SERVER_ADDRESS, host);
  // Final in the SDK: the instrumentation's later ERROR for the 401 is not taken.
  if (failure?.outcome === 'challenge') setOk(span);
  // Where the body of the error is cut, it sets none.
  else if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
  if (state.recorder.config.redactUrls) redactUrls(span, known);
}

/** Attributes that differ from one request of a call to the next. */
function setVarying(span: Span, state: VaultState, answer: VaultAnswer): void {
  const { known, attempt, header } = answer;
  const set = (name: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined) span.setAttribute(name, value);
  };
  if (header !== undefined) {
    const { requestId, region, connectionType } = readServiceHeaders(header);
    const sent = (): string | undefined => answer.requestHeader('authorization');
    // No part of a token that is a JWT has the form of the ids that vaults make.
    const isId = known.call.credential.kind === 'token' && isGuid(requestId);
    const { operation } = known.call;
    const isRepeated = (text: string | undefined): boolean => isEcho(text, sent) || namesObject(text, operation);
    if (isId || !isRepeated(requestId)) set(names.ATTR_AZURE_SERVICE_REQUEST_ID, requestId);
    if (
      known.clearRegion !== region &&
      !isEcho(region, () => sent()?.toLowerCase()) &&
      !namesObject(region, operation)
    ) {
      known.clearRegion = region;
    }
    if (known.clearRegion === region) set(names.ATTR_AZURE_KEYVAULT_VAULT_REGION, region);
    set(names.ATTR_AZURE_KEYVAULT_CONNECTION_TYPE, connectionType);
  }
  const expiresAt = known.call.credential.identity?.expiresAt;
  if (expiresAt !== undefined && state.recorder.config.identity !== 'none') {
    set(names.ATTR_AZURE_KEYVAULT_IDENTITY_REMAINING_LIFETIME, expiresAt - answer.at / 1000);
  }
  if (attempt.resendCount > 0) {
    set(names.ATTR_HTTP_REQUEST_RESEND_COUNT, attempt.resendCount);
    set(names.ATTR_AZURE_KEYVAULT_RETRY_WAITED, attempt.waited);
    set(names.ATTR_AZURE_KEYVAULT_RETRY_OBEYED, attempt.obeyed);
  }
  if (answer.status === 429) {
    set(names.ATTR_AZURE_KEYVAULT_THROTTLE_LIMIT, answer.limit);
    const utilization = state.quotas.utilization(known.operation.account, answer.answeredAt);
    set(names.ATTR_AZURE_KEYVAULT_THROTTLE_UTILIZATION, utilization);
  }
}
