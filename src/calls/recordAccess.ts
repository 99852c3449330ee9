// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import * as names from '../record/attributeNames.ts';
import {
  EVENT_AZURE_KEYVAULT_CLIENT_ACCESS_RECOVERED,
  EVENT_AZURE_KEYVAULT_CLIENT_REQUEST_FAILED,
} from '../record/eventNames.ts';
import { CAUSES } from '../understand/causes.ts';
import { contextOf } from './contextOf.ts';
import { eventAttributes } from './eventAttributes.ts';
import type { Failure, FailureEvent } from './Failure.ts';
import type { VaultAnswer } from './VaultAnswer.ts';
import type { VaultState } from './VaultState.ts';

/** Emits the event of a failure, and sees a denial that has turned into a success. */
export function recordAccess(state: VaultState, answer: VaultAnswer): void {
  const { failure } = answer;
  if (failure === undefined) {
    if (state.recovery.size > 0) recordRecovery(state, answer);
    return;
  }
  const { cause } = failure;
  if (cause !== undefined && CAUSES[cause].phase === 'forbidden' && failure.retry === 'later') {
    state.recovery.denied(answer.known.accessKey, cause, answer.answeredAt);
  }
  if (failure.outcome !== 'failure' || !state.recorder.events.isOn) return;
  const event = failure.event(() => failureEvent(state, answer, failure));
  // A copy of the attributes: whoever takes events may change what they are given.
  state.recorder.events.emit({ ...event, attributes: { ...event.attributes }, context: contextOf(answer) });
}

function failureEvent(state: VaultState, answer: VaultAnswer, { cause, remedy, attributes }: Failure): FailureEvent {
  const { endpoint, operation } = answer.known.call;
  return {
    name: EVENT_AZURE_KEYVAULT_CLIENT_REQUEST_FAILED,
    // Polling a deletion answers 404 until it is done.
    severity: cause === 'object_not_found' ? 'INFO' : 'WARN',
    body: `${operation.name} on ${endpoint.vault} failed: ${cause ?? 'unknown'}. ${remedy ?? ''}`,
    attributes: attributesOf(state, answer, attributes),
  };
}

function recordRecovery(state: VaultState, answer: VaultAnswer): void {
  const recovered = state.recovery.succeeded(answer.known.accessKey, answer.answeredAt);
  if (recovered === undefined) return;
  const { endpoint, operation } = answer.known.call;
  const cause = { [names.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: recovered.cause };
  state.recorder.instruments.current?.accessRecovered.add(1, {
    [names.ATTR_SERVER_ADDRESS]: answer.known.operation.address,
    [names.ATTR_AZURE_KEYVAULT_OPERATION_NAME]: operation.name,
    ...cause,
  });
  const seconds = Math.round(recovered.after);
  state.recorder.events.emit({
    name: EVENT_AZURE_KEYVAULT_CLIENT_ACCESS_RECOVERED,
    severity: 'INFO',
    body: `${operation.name} on ${endpoint.vault} works again, ${seconds} s after ${recovered.cause}: a change had to propagate.`,
    attributes: attributesOf(state, answer, cause),
    context: contextOf(answer),
  });
}

function attributesOf(state: VaultState, answer: VaultAnswer, details: Attributes): Attributes {
  const { identity } = answer.known.call.credential;
  return {
    ...eventAttributes(answer),
    ...(identity === undefined ? {} : state.identityAttributes(identity)),
    ...details,
  };
}
