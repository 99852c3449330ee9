// SPDX-License-Identifier: Apache-2.0
import { ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import * as names from '../record/attributeNames.ts';
import type { CallRecord } from '../record/CallRecord.ts';
import { EVENT_AZURE_KEYVAULT_CLIENT_REQUEST_FAILED } from '../record/eventNames.ts';
import type { Recorder } from '../record/Recorder.ts';
import { CAUSES, type CauseName } from '../understand/causes.ts';
import type { Outcome } from '../understand/Outcome.ts';
import { eventAttributes } from './eventAttributes.ts';
import type { KnownCall } from './KnownCall.ts';

const NO_TOKEN_CAME = ['The request carried no Authorization.', 'No request with a token followed.'] as const;

/** What of an answered request is kept until its operation ends. */
export interface AnsweredFacts {
  readonly known: KnownCall;
  /** Seconds to the header of the response. */
  readonly duration: number;
  /** `undefined` when no response came. */
  readonly status: number | undefined;
  readonly outcome: Outcome;
  readonly cause: CauseName | undefined;
  /** Of the span, so that a late event still belongs to it. */
  readonly spanContext: SpanContext | undefined;
  readonly record: CallRecord | undefined;
}

/**
 * A request after its answer. Its metrics are recorded once the answer is known, but for a challenge: that one is the
 * handshake when a request with a token follows, and a missing token when none does.
 */
export class AnsweredCall {
  readonly #recorder: Recorder;
  #facts: AnsweredFacts | undefined;
  #undecided = false;
  /** Of its operation, when that is over before the answer is known. */
  #attempts: number | undefined;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** All of the answer is known. */
  know(facts: AnsweredFacts): void {
    this.#facts = facts;
    this.#undecided = facts.cause === 'auth_challenge';
    if (!this.#undecided) this.#record(facts, facts.outcome, facts.cause);
    if (this.#attempts !== undefined) this.ended(this.#attempts);
  }

  /** The next request of the operation went out; after a challenge, with a token. */
  followed(): void {
    this.#decide('challenge', 'auth_challenge');
  }

  /** The operation is over after this request. */
  ended(attempts: number): void {
    const facts = this.#facts;
    if (facts === undefined) {
      this.#attempts = attempts;
      return;
    }
    const { known, status, cause } = facts;
    const outcome: Outcome = this.#undecided ? 'failure' : facts.outcome;
    if (this.#undecided) this.#missingToken(facts);
    const { operation } = known.operation.attributes({ outcome, cause, status });
    this.#recorder.instruments.current?.operationAttempts.record(attempts, operation);
  }

  #missingToken(facts: AnsweredFacts): void {
    this.#decide('failure', 'token_missing');
    const { endpoint, operation } = facts.known.call;
    const { responsible, retry, remedy } = CAUSES.token_missing;
    const { spanContext } = facts;
    this.#recorder.events.emit({
      name: EVENT_AZURE_KEYVAULT_CLIENT_REQUEST_FAILED,
      severity: 'WARN',
      body: `${operation.name} on ${endpoint.vault} failed: token_missing. ${remedy}`,
      attributes: {
        ...eventAttributes(facts),
        [names.ATTR_AZURE_KEYVAULT_OUTCOME]: 'failure',
        [names.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: 'token_missing',
        [names.ATTR_AZURE_KEYVAULT_FAILURE_RESPONSIBLE]: responsible,
        [names.ATTR_AZURE_KEYVAULT_FAILURE_RETRYABLE]: retry,
        [names.ATTR_AZURE_KEYVAULT_FAILURE_REMEDY]: remedy,
        [names.ATTR_AZURE_KEYVAULT_FAILURE_EVIDENCE]: [...NO_TOKEN_CAME],
      },
      context: spanContext === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContext),
    });
  }

  #decide(outcome: Outcome, cause: CauseName): void {
    if (!this.#undecided || this.#facts === undefined) return;
    this.#undecided = false;
    this.#record(this.#facts, outcome, cause);
  }

  #record({ known, duration, status, record }: AnsweredFacts, outcome: Outcome, cause: CauseName | undefined): void {
    const { request } = known.operation.attributes({ outcome, cause, status });
    this.#recorder.instruments.current?.requestDuration.record(duration, request);
    if (record !== undefined) this.#recorder.tell(outcome === record.outcome ? record : reconsidered(record, cause));
  }
}

function reconsidered(record: CallRecord, cause: CauseName | undefined): CallRecord {
  if (cause === undefined || record.diagnosis === undefined) return record;
  const { outcome, responsible, retry, remedy, reference } = CAUSES[cause];
  return {
    ...record,
    outcome,
    diagnosis: {
      ...record.diagnosis,
      outcome,
      cause,
      evidence: [...NO_TOKEN_CAME],
      responsible,
      retry,
      remedy,
      reference,
    },
  };
}
