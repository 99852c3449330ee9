// SPDX-License-Identifier: Apache-2.0
import { AccessRecovery } from '../correlate/AccessRecovery.ts';
import { KeyTypes } from '../correlate/KeyTypes.ts';
import { type OperationEnd, OperationTracker } from '../correlate/OperationTracker.ts';
import type { QuotaBook } from '../correlate/QuotaBook.ts';
import { RepeatedReads } from '../correlate/RepeatedReads.ts';
import type { TokenLifetimes } from '../correlate/TokenLifetimes.ts';
import { guarded } from '../host/guarded.ts';
import type { Outside } from '../host/preloadGlobal.ts';
import type { ObservedCall, RequestHead } from '../observe/ObservedCall.ts';
import type { Recorder } from '../record/Recorder.ts';
import { identityAttributes } from '../record/vaultAttributes.ts';
import { keyTypeOf } from '../understand/keyTypeOf.ts';
import { type KeyType, throttleLimit } from '../understand/throttleLimits.ts';
import type { VaultCall } from '../understand/VaultCall.ts';
import type { AnsweredCall } from './AnsweredCall.ts';
import { KnownCalls } from './KnownCalls.ts';
import { operationKey } from './operationKey.ts';
import { VaultExchange } from './VaultExchange.ts';
import type { VaultState } from './VaultState.ts';

/** How often it is looked for operations whose time is over, while any wait, ms. */
const SWEEP_INTERVAL = 15_000;

/** Everything that is known across calls to vaults; makes a {@link VaultExchange} of each request. */
export class VaultCalls implements VaultState {
  readonly recorder: Recorder;
  readonly quotas: QuotaBook;
  readonly lifetimes: TokenLifetimes;
  readonly reads = new RepeatedReads();
  readonly recovery = new AccessRecovery();
  readonly keyTypes = new KeyTypes();
  readonly operations = new OperationTracker<AnsweredCall>((end) => this.#operationEnded(end));
  readonly identityAttributes: VaultState['identityAttributes'];
  readonly #known: KnownCalls;
  readonly #outside: Outside;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: {
    readonly recorder: Recorder;
    readonly quotas: QuotaBook;
    readonly lifetimes: TokenLifetimes;
    readonly outside: Outside;
  }) {
    this.#outside = options.outside;
    this.recorder = options.recorder;
    this.quotas = options.quotas;
    this.lifetimes = options.lifetimes;
    this.identityAttributes = identityAttributes(options.recorder.config.identity);
    this.#known = new KnownCalls({ recorder: this.recorder, identityAttributes: this.identityAttributes });
  }

  open(head: RequestHead): ObservedCall | undefined {
    const known = this.#known.understand(head);
    if (known === undefined) return undefined;
    const { call, operation } = known;
    const hasCredential = call.credential.kind !== 'none';
    const attempt = this.operations.begin(() => operationKey(head), head.startedAt, hasCredential);
    attempt.previous?.followed();
    const { limit, weight } = throttleLimit(call.operation, this.#keyType(head, call));
    if (head.isSent && limit !== undefined) this.quotas.add(operation.account, weight / limit, performance.now());
    return new VaultExchange({ state: this, head, known, attempt, limit });
  }

  /** Sees to it that what waits for a next attempt is ended in time, without keeping the process alive. */
  schedule(): void {
    if (this.#timer !== undefined || this.operations.size === 0) return;
    const sweep = guarded('end of operations', () => {
      this.#timer = undefined;
      this.operations.expire(performance.now());
      this.schedule();
    });
    const timer = this.#outside(() => setTimeout(sweep, SWEEP_INTERVAL));
    // Fake timers of tests may be numbers.
    if (typeof timer.unref === 'function') timer.unref();
    this.#timer = timer;
  }

  /** Records what is still open: the process ends. */
  settle(): void {
    this.#drain({ isForgotten: false });
  }

  /** Records what is still open, but for calls under way: the instrumentation ends, and the program's calls go on. */
  release(): void {
    this.#drain({ isForgotten: true });
    this.recorder.release();
  }

  #drain(end: Pick<OperationEnd<AnsweredCall>, 'isForgotten'>): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.operations.drain(end);
    this.recorder.instruments.flush();
  }

  /** What the request itself says of the key, else what is known of the key. */
  #keyType(head: RequestHead, { endpoint, operation }: VaultCall): KeyType | undefined {
    const asked = head.body === undefined ? undefined : keyTypeOf(head.body);
    // That there is such a key then, its answer tells.
    return asked ?? this.keyTypes.get(endpoint.host, operation);
  }

  #operationEnded({ last, attempts, isForgotten }: OperationEnd<AnsweredCall>): void {
    // Its token may be on its way, and then the request with it counts as an operation.
    if (isForgotten && last.outcome === 'challenge') last.call.followed();
    else last.call.ended(attempts);
  }
}
