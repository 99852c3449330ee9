// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import { diagnosisAttributes } from '../record/diagnosisAttributes.ts';
import type { Event } from '../record/EventLog.ts';
import type { CauseName } from '../understand/causes.ts';
import type { Diagnosis } from '../understand/Diagnosis.ts';
import type { Outcome } from '../understand/Outcome.ts';
import type { RetryAdvice } from '../understand/RetryAdvice.ts';

/** The event of a failure, but for the span that it belongs to. */
export type FailureEvent = Omit<Event, 'context'>;

/** A challenge or an error, as far as span, metrics and event need it. */
export class Failure {
  readonly outcome: Outcome;
  readonly cause: CauseName | undefined;
  readonly retry: Diagnosis['retry'];
  readonly remedy: string | undefined;
  readonly retryAfter: RetryAdvice | undefined;
  /** On span and event. */
  readonly attributes: Attributes;
  /** The whole of it; `undefined` in what is kept. */
  readonly diagnosis: Diagnosis | undefined;
  #event: FailureEvent | undefined;

  /** @param options.isKept Whether it outlives the request: then it holds no part of the answer but what goes out. */
  constructor(diagnosis: Diagnosis, options: { readonly isKept: boolean }) {
    this.outcome = diagnosis.outcome;
    this.cause = diagnosis.cause;
    this.retry = diagnosis.retry;
    this.remedy = diagnosis.remedy;
    this.retryAfter = diagnosis.retryAfter;
    this.attributes = diagnosisAttributes(diagnosis);
    this.diagnosis = options.isKept ? undefined : diagnosis;
  }

  /** Its event, made when it is first told. */
  event(make: () => FailureEvent): FailureEvent {
    this.#event ??= make();
    return this.#event;
  }
}
