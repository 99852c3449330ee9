// SPDX-License-Identifier: Apache-2.0
import { ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import * as names from '../record/attributeNames.ts';
import type { CallRecord } from '../record/CallRecord.ts';
import { EVENT_AZURE_KEYVAULT_CLIENT_REQUEST_FAILED } from '../record/eventNames.ts';
import type { Recorder } from '../record/Recorder.ts';
import type { Credential } from '../understand/Credential.ts';
import { CAUSES, type CauseName } from '../understand/causes.ts';
import type { Outcome } from '../understand/Outcome.ts';
import { eventAttributes } from './eventAttributes.ts';
import type { KnownCall } from './KnownCall.ts';

/** What a challenge is when no request follows that answers it. */
const UNANSWERED = {
  auth_challenge: {
    cause: 'token_missing',
    evidence: ['The request carried no Authorization.', 'No request with a token followed.'],
  },
  cae_challenge: {
    cause: 'unauthorized_unknown',
    evidence: ['The vault asked for a token with more claims.', 'No request with another token followed.'],
  },
} as const satisfies Partial<Record<CauseName, { readonly cause: CauseName; readonly evidence: readonly string[] }>>;

type Challenge = keyof typeof UNANSWERED;

function challengeOf(cause: CauseName | undefined): Challenge | undefined {
  return cause !== undefined && Object.hasOwn(UNANSWERED, cause) ? (cause as Challenge) : undefined;
}

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
 * handshake when a request with a token follows that answers it, and a failure when none does.
 */
export class AnsweredCall {
  readonly #recorder: Recorder;
  #facts: AnsweredFacts | undefined;
  /** While it is not known whether it will be answered. */
  #undecided: Challenge | undefined;
  /** Of its operation, when that is over before the answer is known. */
  #attempts: number | undefined;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** All of the answer is known. */
  know(facts: AnsweredFacts): void {
    this.#facts = facts;
    this.#undecided = challengeOf(facts.cause);
    if (this.#undecided === undefined) this.#record(facts, facts.outcome, facts.cause);
    if (this.#attempts !== undefined) this.ended(this.#attempts);
  }

  /** The token that more claims were asked of is no answer to that. */
  isAnsweredBy(credential: Credential): boolean {
    return credential.kind !== 'token' || credential !== this.#facts?.known.call.credential;
  }

  /** The next request of the operation went out; after a challenge, with a token that may answer it. */
  followed(): void {
    if (this.#undecided !== undefined) this.#decide('challenge', this.#undecided);
  }

  /** The operation is over after this request. */
  ended(attempts: number): void {
    const facts = this.#facts;
    if (facts === undefined) {
      this.#attempts = attempts;
      return;
    }
    const { known, status, cause } = facts;
    const outcome: Outcome = this.#undecided === undefined ? facts.outcome : 'failure';
    this.#unanswered(facts);
    const { operation } = known.operation.attributes({ outcome, cause, status });
    this.#recorder.instruments.current?.operationAttempts.record(attempts, operation);
  }

  #unanswered(facts: AnsweredFacts): void {
    if (this.#undecided === undefined) return;
    const { cause, evidence } = UNANSWERED[this.#undecided];
    this.#decide('failure', cause);
    const { endpoint, operation } = facts.known.call;
    const { responsible, retry, remedy } = CAUSES[cause];
    const { spanContext } = facts;
    this.#recorder.events.emit({
      name: EVENT_AZURE_KEYVAULT_CLIENT_REQUEST_FAILED,
      severity: 'WARN',
      body: `${operation.name} on ${endpoint.vault} failed: ${cause}. ${remedy}`,
      attributes: {
        ...eventAttributes(facts),
        [names.ATTR_AZURE_KEYVAULT_OUTCOME]: 'failure',
        [names.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: cause,
        [names.ATTR_AZURE_KEYVAULT_FAILURE_RESPONSIBLE]: responsible,
        [names.ATTR_AZURE_KEYVAULT_FAILURE_RETRYABLE]: retry,
        [names.ATTR_AZURE_KEYVAULT_FAILURE_REMEDY]: remedy,
        [names.ATTR_AZURE_KEYVAULT_FAILURE_EVIDENCE]: [...evidence],
      },
      context: spanContext === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContext),
    });
  }

  #decide(outcome: Outcome, cause: CauseName): void {
    this.#undecided = undefined;
    if (this.#facts !== undefined) this.#record(this.#facts, outcome, cause);
  }

  #record({ known, duration, status, record }: AnsweredFacts, outcome: Outcome, cause: CauseName | undefined): void {
    const { request } = known.operation.attributes({ outcome, cause, status });
    this.#recorder.instruments.current?.requestDuration.record(duration, request);
    if (record !== undefined) this.#recorder.tell(outcome === record.outcome ? record : reconsidered(record));
  }
}

function reconsidered(record: CallRecord): CallRecord {
  const challenge = challengeOf(record.diagnosis?.cause);
  if (challenge === undefined || record.diagnosis === undefined) return record;
  const { cause, evidence } = UNANSWERED[challenge];
  const { outcome, responsible, retry, remedy, reference } = CAUSES[cause];
  return {
    ...record,
    outcome,
    diagnosis: {
      ...record.diagnosis,
      outcome,
      cause,
      evidence: [...evidence],
      responsible,
      retry,
      remedy,
      reference,
    },
  };
}
