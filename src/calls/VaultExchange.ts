// SPDX-License-Identifier: Apache-2.0
import type { Span } from '@opentelemetry/api';
import type { Answer, Attempt } from '../correlate/OperationTracker.ts';
import { attempt } from '../host/guarded.ts';
import type { ObservedBody, ObservedCall, RequestHead } from '../observe/ObservedCall.ts';
import type { Diagnosis } from '../understand/Diagnosis.ts';
import type { HeaderReader } from '../understand/HeaderReader.ts';
import { keyTypeOf } from '../understand/keyTypeOf.ts';
import { readRetryAdvice } from '../understand/readRetryAdvice.ts';
import { understandResponse } from '../understand/understandResponse.ts';
import { AnsweredCall } from './AnsweredCall.ts';
import { callHook } from './callHook.ts';
import { callRecordOf } from './callRecordOf.ts';
import { Failure } from './Failure.ts';
import type { KnownCall } from './KnownCall.ts';
import { openSpan } from './openSpan.ts';
import { operationKey } from './operationKey.ts';
import { recordAccess } from './recordAccess.ts';
import { recordRead } from './recordRead.ts';
import { recordVaultSpan } from './recordVaultSpan.ts';
import { recordWaits } from './recordWaits.ts';
import { redactUrls } from './redactUrls.ts';
import type { VaultAnswer } from './VaultAnswer.ts';
import type { VaultState } from './VaultState.ts';

/** Operations whose response holds the public part of a key. */
const TELLS_KEY_TYPE: ReadonlySet<string> = new Set(['KeyGet', 'KeyCreate', 'KeyImport', 'KeyRotate', 'KeyUpdate']);

/** Whether clients send again what was answered so. */
function isRepeated(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

/** One request to a vault or Managed HSM, from the wire to span, metrics and event. */
export class VaultExchange implements ObservedCall {
  readonly #state: VaultState;
  readonly #head: RequestHead;
  readonly #known: KnownCall;
  readonly #attempt: Attempt<AnsweredCall>;
  readonly #limit: number | undefined;
  readonly #span: Span | undefined;
  readonly #at = Date.now();
  #respondedAt = 0;
  #status: number | undefined;
  #header: HeaderReader | undefined;
  #wantsBody = false;
  /** Among those that wait for a next attempt, before all is known. */
  #waiting: Answer<AnsweredCall> | undefined;
  #finished = false;

  constructor(options: {
    readonly state: VaultState;
    readonly head: RequestHead;
    readonly known: KnownCall;
    readonly attempt: Attempt<AnsweredCall>;
    readonly limit: number | undefined;
  }) {
    this.#state = options.state;
    this.#head = options.head;
    this.#known = options.known;
    this.#attempt = options.attempt;
    this.#limit = options.limit;
    const { recorder } = options.state;
    if (recorder.traces) this.#span = options.head.span ?? openSpan(recorder, options.head, options.known);
  }

  responded(status: number, header: HeaderReader): boolean {
    if (this.#finished || this.#status !== undefined) return false;
    this.#respondedAt = performance.now();
    this.#status = status;
    this.#header = header;
    const { operation, credential } = this.#known.call;
    if (status < 400) {
      this.#finish(undefined, this.#respondedAt);
      this.#wantsBody = this.#state.recorder.config.learnKeyTypes && TELLS_KEY_TYPE.has(operation.name);
    } else if (status === 401 && credential.kind === 'none' && header('www-authenticate') !== undefined) {
      this.#finish(this.#challenge(header), this.#respondedAt);
    } else {
      this.#wantsBody = true;
      if (isRepeated(status)) this.#awaitRepeat(status, header);
    }
    return this.#wantsBody;
  }

  body(body: ObservedBody): void {
    if (!this.#wantsBody) return;
    this.#wantsBody = false;
    if (!this.#finished) this.#finish(this.#failure(body), performance.now());
    else this.#learnKeyType(body.text());
  }

  failed(why?: string): void {
    if (this.#finished) return;
    const now = performance.now();
    if (this.#status === undefined) this.#respondedAt = now;
    this.#finish(this.#failure(undefined, why), now);
  }

  /** A client may send again what it was refused before the body of that has ended. */
  #awaitRepeat(status: number, header: HeaderReader): void {
    const { recorder, operations } = this.#state;
    this.#waiting = {
      attempt: this.#attempt,
      call: new AnsweredCall(recorder),
      outcome: 'failure',
      key: operationKey(this.#head),
      advice: status === 429 || status === 503 ? readRetryAdvice(header, this.#at) : undefined,
      at: this.#respondedAt,
      knownAt: this.#respondedAt,
    };
    operations.answer(this.#waiting);
    this.#state.schedule();
  }

  /** Whoever is told of a diagnosis gets one of their own. */
  get #isTold(): boolean {
    const { recorder } = this.#state;
    return recorder.hasListeners || recorder.config.onDiagnosis !== undefined;
  }

  #challenge(header: HeaderReader): Failure {
    const diagnose = (): Diagnosis => this.#diagnose(undefined);
    if (this.#isTold) return new Failure(diagnose(), { isKept: false });
    return this.#known.latestFailure.challenged(header, diagnose);
  }

  #failure(body: ObservedBody | undefined, why?: string): Failure {
    const status = this.#status;
    const header = this.#header;
    const { latestFailure } = this.#known;
    if (this.#isTold || why !== undefined) return new Failure(this.#diagnose(body, why), { isKept: false });
    if (status === undefined) return latestFailure.unanswered(() => this.#diagnose(undefined));
    if (header === undefined || body === undefined) return new Failure(this.#diagnose(body), { isKept: false });
    return latestFailure.understand({ status, header, body }, this.#at, () => this.#diagnose(body));
  }

  #diagnose(body: ObservedBody | undefined, missingBecause?: string): Diagnosis {
    const status = this.#status;
    const header = this.#header;
    const response = status === undefined || header === undefined ? undefined : { status, header, body: body?.text() };
    const authorization = this.#head.header('authorization');
    return understandResponse(this.#known.call, response, { now: this.#at, missingBecause, authorization });
  }

  #finish(failure: Failure | undefined, now: number): void {
    this.#finished = true;
    const state = this.#state;
    if (state.recorder.isReleased) {
      this.#header = undefined;
      return;
    }
    const answer: VaultAnswer = {
      known: this.#known,
      attempt: this.#attempt,
      limit: this.#limit,
      at: this.#at,
      answeredAt: now,
      duration: (this.#respondedAt - this.#head.startedAt) / 1000,
      status: this.#status,
      header: this.#header,
      requestHeader: this.#head.header,
      failure,
      span: this.#span,
      isOwnSpan: this.#head.span === undefined,
      parent: this.#head.parent,
    };
    attempt('span of a call', () => {
      if (state.recorder.traces) recordVaultSpan(state, answer);
      else if (state.recorder.config.redactUrls) redactUrls(this.#head.span, this.#known);
    });
    recordWaits(state, answer);
    recordAccess(state, answer);
    if (this.#known.token !== undefined) state.lifetimes.sent(this.#known.token, this.#at, this.#head.startedAt);
    this.#answerOperation(answer);
    const { onDiagnosis } = state.recorder.config;
    if (onDiagnosis !== undefined) {
      callHook(onDiagnosis, this.#span, failure?.diagnosis ?? this.#diagnose(undefined));
    }
    // By the clock of its start: the other one may be set meanwhile.
    if (answer.isOwnSpan) attempt('end of a span', () => this.#span?.end(now));
    // Fields of undici's headers are views on all that the socket read with them, and a request may live long.
    this.#header = undefined;
  }

  #answerOperation(answer: VaultAnswer): void {
    const { recorder, operations } = this.#state;
    const { failure, status, attempt: of } = answer;
    const outcome = failure?.outcome ?? 'success';
    const mayContinue =
      outcome === 'challenge' ||
      (outcome === 'failure' && (status === undefined || status === 401 || isRepeated(status)));
    const again = recordRead(this.#state, answer);
    const call = this.#waiting?.call ?? new AnsweredCall(recorder);
    call.know({
      known: this.#known,
      duration: answer.duration,
      status,
      outcome,
      cause: failure?.cause,
      spanContext: mayContinue ? attempt('context of a span', () => this.#span?.spanContext()) : undefined,
      record: recorder.hasListeners ? callRecordOf(this.#state, answer, again) : undefined,
    });
    if (this.#waiting !== undefined) {
      this.#waiting.at = answer.answeredAt;
      return;
    }
    const key = mayContinue ? operationKey(this.#head) : undefined;
    operations.answer({
      attempt: of,
      call,
      outcome,
      key,
      advice: failure?.retryAfter,
      at: answer.answeredAt,
      knownAt: this.#respondedAt,
    });
    if (mayContinue) this.#state.schedule();
  }

  #learnKeyType(text: string | undefined): void {
    const { endpoint, operation } = this.#known.call;
    const type = text === undefined ? undefined : keyTypeOf(text);
    if (type !== undefined) this.#state.keyTypes.learn(endpoint.host, operation, type);
  }
}
