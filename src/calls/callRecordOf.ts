// SPDX-License-Identifier: Apache-2.0
import type { ReadAgain } from '../correlate/RepeatedReads.ts';
import type { CallRecord } from '../record/CallRecord.ts';
import { sendableIdentity } from '../record/sendableIdentity.ts';
import type { VaultAnswer } from './VaultAnswer.ts';
import type { VaultState } from './VaultState.ts';

/** What listeners are told of a request to a vault. */
export function callRecordOf(state: VaultState, answer: VaultAnswer, again: ReadAgain | undefined): CallRecord {
  const { endpoint, operation, credential } = answer.known.call;
  return {
    at: answer.at,
    duration: answer.duration,
    kind: 'vault',
    host: endpoint.host,
    operation: operation.name,
    status: answer.status,
    outcome: answer.failure?.outcome ?? 'success',
    diagnosis: answer.failure?.diagnosis,
    identity: credential.identity && sendableIdentity(credential.identity, state.recorder.config.identity),
    identityLevel: state.recorder.config.identity,
    throttleClass: operation.throttleClass,
    limit: answer.limit,
    utilization: state.quotas.utilization(answer.known.operation.account, answer.answeredAt),
    resendCount: answer.attempt.resendCount,
    waited: answer.attempt.waited,
    obeyed: answer.attempt.obeyed,
    read: operation.cacheable,
    repeated: again?.repeated ?? false,
    savable: again?.savable ?? false,
  };
}
