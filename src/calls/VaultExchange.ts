// SPDX-License-Identifier: Apache-2.0
import type { Span } from '@opentelemetry/api';
import type { Attempt } from '../correlate/OperationTracker.ts';
import { attempt } from '../host/guarded.ts';
import type { ObservedCall, RequestHead } from '../observe/ObservedCall.ts';
import type { Diagnosis } from '../understand/Diagnosis.ts';
import type { HeaderReader } from '../understand/HeaderReader.ts';
import { keyTypeFromResponse } from '../understand/keyTypeOf.ts';
import { understandResponse } from '../understand/understandResponse.ts';
import type { VaultCall } from '../understand/VaultCall.ts';
import { AnsweredCall } from './AnsweredCall.ts';
import { callHook } from './callHook.ts';
import { callRecordOf } from './callRecordOf.ts';
import { openSpan } from './openSpan.ts';
import { recordAccess } from './recordAccess.ts';
import { recordRead } from './recordRead.ts';
import { recordVaultSpan } from './recordVaultSpan.ts';
import { recordWaits } from './recordWaits.ts';
import type { VaultAnswer } from './VaultAnswer.ts';
import type { VaultState } from './VaultState.ts';

/** Operations whose response holds the public part of a key. */
const TELLS_KEY_TYPE: ReadonlySet<string> = new Set(['KeyGet', 'KeyCreate', 'KeyImport', 'KeyRotate', 'KeyUpdate']);
/** Statuses below 500 that clients send again. */
const REPEATED_STATUSES: ReadonlySet<number> = new Set([401, 408, 429]);

/** One request to a vault or Managed HSM, from the wire to span, metrics and event. */
export class VaultExchange implements ObservedCall {
  readonly #state: VaultState;
  readonly #head: RequestHead;
  readonly #call: VaultCall;
  readonly #attempt: Attempt<AnsweredCall>;
  readonly #limit: number | undefined;
  readonly #span: Span | undefined;
  readonly #at = Date.now();
  #duration = 0;
  #response: { readonly status: number; readonly header: HeaderReader } | undefined;
  #wantsBody = false;
  #finished = false;

  constructor(options: {
    readonly state: VaultState;
    readonly head: RequestHead;
    readonly call: VaultCall;
    readonly attempt: Attempt<AnsweredCall>;
    readonly limit: number | undefined;
  }) {
    this.#state = options.state;
    this.#head = options.head;
    this.#call = options.call;
    this.#attempt = options.attempt;
    this.#limit = options.limit;
    const { recorder } = options.state;
    if (recorder.traces) {
      this.#span = options.head.span ?? openSpan(recorder, options.head, options.call.operation.template);
    }
  }

  responded(status: number, header: HeaderReader): boolean {
    if (this.#finished || this.#response !== undefined) return false;
    this.#duration = (performance.now() - this.#head.startedAt) / 1000;
    this.#response = { status, header };
    if (status < 400) {
      this.#finish(undefined);
      this.#wantsBody = this.#state.recorder.config.learnKeyTypes && TELLS_KEY_TYPE.has(this.#call.operation.name);
    } else if (status === 401 && this.#call.credential.kind === 'none' && header('www-authenticate') !== undefined) {
      this.#finish(this.#diagnose(undefined));
    } else {
      this.#wantsBody = true;
    }
    return this.#wantsBody;
  }

  body(text: string | undefined): void {
    if (!this.#wantsBody) return;
    this.#wantsBody = false;
    if (!this.#finished) this.#finish(this.#diagnose(text));
    else if (text !== undefined) this.#learnKeyType(text);
  }

  failed(): void {
    if (this.#finished) return;
    if (this.#response === undefined) this.#duration = (performance.now() - this.#head.startedAt) / 1000;
    this.#finish(this.#diagnose(undefined));
  }

  closed(): void {
    if (!this.#finished) this.body(undefined);
  }

  #diagnose(body: string | undefined): Diagnosis {
    const response = this.#response === undefined ? undefined : { ...this.#response, body };
    return understandResponse(this.#call, response, { now: this.#at });
  }

  #finish(diagnosis: Diagnosis | undefined): void {
    this.#finished = true;
    const { recorder } = this.#state;
    const answer: VaultAnswer = {
      call: this.#call,
      attempt: this.#attempt,
      limit: this.#limit,
      at: this.#at,
      duration: this.#duration,
      status: this.#response?.status,
      header: this.#response?.header,
      diagnosis,
      span: this.#span,
      isOwnSpan: this.#head.span === undefined,
      parent: this.#head.parent,
    };
    attempt('span of a call', () => recordVaultSpan(this.#state, answer));
    recordWaits(this.#state, answer);
    recordAccess(this.#state, answer);
    this.#recordLifetime();
    this.#answerOperation(answer);
    if (recorder.config.onDiagnosis !== undefined) {
      callHook(recorder.config.onDiagnosis, this.#span, diagnosis ?? this.#diagnose(undefined));
    }
    if (answer.isOwnSpan) attempt('end of a span', () => this.#span?.end());
  }

  #answerOperation(answer: VaultAnswer): void {
    const { recorder, operations } = this.#state;
    const { diagnosis, status } = answer;
    const outcome = diagnosis?.outcome ?? 'success';
    const isRepeated = status === undefined || status >= 500 || REPEATED_STATUSES.has(status);
    const mayContinue = outcome === 'challenge' || (outcome === 'failure' && isRepeated);
    const again = recordRead(this.#state, answer);
    const call = new AnsweredCall(recorder, {
      host: this.#call.endpoint.host,
      vault: this.#call.endpoint.vault,
      operation: this.#call.operation.name,
      throttleClass: this.#call.operation.throttleClass,
      duration: this.#duration,
      status,
      outcome,
      cause: diagnosis?.cause,
      spanContext: mayContinue ? attempt('context of a span', () => this.#span?.spanContext()) : undefined,
      record: recorder.hasListeners ? callRecordOf(this.#state, answer, again) : undefined,
    });
    operations.answer({
      attempt: this.#attempt,
      call,
      outcome,
      mayContinue,
      advice: diagnosis?.retryAfter,
      at: performance.now(),
    });
    if (mayContinue) this.#state.schedule();
  }

  #recordLifetime(): void {
    const { identity } = this.#call.credential;
    if (identity?.appId === undefined || identity.expiresAt === undefined) return;
    this.#state.lifetimes.sent(this.#call.endpoint.host, identity.appId, identity.expiresAt, this.#at);
  }

  #learnKeyType(text: string): void {
    const type = keyTypeFromResponse(text);
    if (type !== undefined) this.#state.keyTypes.learn(this.#call.endpoint.host, this.#call.operation, type);
  }
}
