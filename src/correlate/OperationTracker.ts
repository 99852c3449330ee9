// SPDX-License-Identifier: Apache-2.0
import type { Outcome } from '../understand/Diagnosis.ts';
import type { RetryAdvice } from '../understand/RetryAdvice.ts';
import { WaitingAnswers } from './WaitingAnswers.ts';

/** How long an answered request waits for the next attempt of its operation, in ms. Longer than the SDK's longest back-off (64 s). */
export const FOLLOW_UP_WINDOW = 120_000;
/** How long a challenge waits for the request with a token, in ms. Longer than a managed identity's retries. */
export const CHALLENGE_WINDOW = 60_000;
/** Challenges that wait, and failures. */
const MAX_WAITING = 2_048;
/** Challenges wait for so long and no token goes out, in ms: then those that must make room have missed theirs. */
const WITHOUT_TOKENS = 10_000;
/** No client retries that often: what goes on beyond is a program that calls the same thing in a loop. */
const MAX_ATTEMPTS = 30;
/** Timers fire early by up to a millisecond, and clocks are read in between. */
const OBEYED_TOLERANCE = 0.05;

/** One request of a logical operation. */
export interface Attempt<Call> {
  /** Requests of the same operation before this one, challenges included. */
  readonly resendCount: number;
  /** Seconds between the failed attempt before and this one; `undefined` after none or after a challenge. */
  readonly waited: number | undefined;
  /** Whether that wait was at least the advice; `undefined` without an advice. */
  readonly obeyed: boolean | undefined;
  /** The call that this one repeats. */
  readonly previous: Call | undefined;
}

const FIRST: Attempt<never> = { resendCount: 0, waited: undefined, obeyed: undefined, previous: undefined };

/** How an attempt was answered. */
export interface Answer<Call> {
  readonly attempt: Attempt<Call>;
  readonly call: Call;
  readonly outcome: Outcome;
  /** What a next request of the operation has in common, after a challenge or a failure that clients repeat. */
  readonly key: string | undefined;
  readonly advice: RetryAdvice | undefined;
  /** Clock of the tracker, ms. Of one that waits it may move on, as its body ends. */
  at: number;
  /** When the client could know of it, at the latest `at`: a body may take its time. By default, `at`. */
  readonly knownAt?: number;
}

/** How an operation ended. */
export interface OperationEnd<Call> {
  readonly last: Answer<Call>;
  readonly attempts: number;
  /** It was given up, to make room or as the chain is too long: a next request may come, or have come. */
  readonly isForgotten: boolean;
}

/**
 * Joins the requests of one logical operation by a key, `operationKey`. Parallel requests with one key are kept apart: an answered
 * request waits, and the next request with its key continues it. Challenges and failures have bounds of their own, so that
 * a storm of failures makes nobody forget whose token is on its way.
 */
export class OperationTracker<Call> {
  readonly #challenges = new WaitingAnswers<Answer<Call>>({ window: CHALLENGE_WINDOW, capacity: MAX_WAITING });
  readonly #failures = new WaitingAnswers<Answer<Call>>({ window: FOLLOW_UP_WINDOW, capacity: MAX_WAITING });
  readonly #onEnd: (end: OperationEnd<Call>) => void;
  /** Since when challenges wait and no request with a token has gone out. */
  #challengedSince = 0;

  /** @param onEnd Called when an operation has ended: at once, when its time is over, or when it had to be forgotten. */
  constructor(onEnd: (end: OperationEnd<Call>) => void) {
    this.#onEnd = onEnd;
  }

  /** Number of answered requests that wait for a next attempt. */
  get size(): number {
    return this.#challenges.size + this.#failures.size;
  }

  /**
   * A request goes out.
   *
   * @param key Asked for only while something waits, which is rare.
   * @param now When the program made it: it repeats nothing whose answer it did not know.
   * @param withCredential Whether it carries a token: nothing else answers a challenge.
   */
  begin(key: () => string, now: number, withCredential: boolean): Attempt<Call> {
    if (withCredential) this.#challengedSince = now;
    const previous = this.size === 0 ? undefined : this.#take(key(), now, withCredential);
    const isOver = previous !== undefined && previous.attempt.resendCount >= MAX_ATTEMPTS - 1;
    // A challenge is answered all the same.
    if (isOver) this.#end(previous, previous.outcome === 'challenge');
    if (previous === undefined || isOver) return FIRST;
    const waited = previous.outcome === 'failure' ? Math.max(0, now - previous.at) / 1000 : undefined;
    return {
      resendCount: previous.attempt.resendCount + 1,
      waited,
      obeyed: waited === undefined ? undefined : isObeyed(previous.advice, waited),
      previous: previous.call,
    };
  }

  /** The request was answered. */
  answer(answer: Answer<Call>): void {
    const { key, outcome } = answer;
    if (key === undefined) {
      this.#end(answer);
      return;
    }
    const isChallenge = outcome === 'challenge';
    if (isChallenge && this.#challenges.size === 0) this.#challengedSince = answer.at;
    const forgotten = (isChallenge ? this.#challenges : this.#failures).add(key, answer);
    if (forgotten === undefined) return;
    const tokensMayCome = !isChallenge || answer.at - this.#challengedSince < WITHOUT_TOKENS;
    this.#end(forgotten, tokensMayCome);
  }

  /** Ends what has waited too long. */
  expire(now: number): void {
    for (const waiting of [this.#challenges, this.#failures]) {
      for (const answer of waiting.expired(now)) this.#end(answer);
    }
  }

  /** Ends everything that waits: nothing that comes is seen any more. */
  drain({ isForgotten }: Pick<OperationEnd<Call>, 'isForgotten'>): void {
    for (const answer of [...this.#challenges.all(), ...this.#failures.all()]) this.#end(answer, isForgotten);
  }

  /**
   * What a request follows: with a token, the newest challenge, since an older one was given up (as when the vault wants
   * claims that the client can't get); else the failure that has waited longest. A second client that starts on the same
   * path asks without a token too, and continues no challenge.
   */
  #take(key: string, now: number, withCredential: boolean): Answer<Call> | undefined {
    const challenge = withCredential ? this.#taken(this.#challenges, 'newest', key, now) : undefined;
    return challenge ?? this.#taken(this.#failures, 'oldest', key, now);
  }

  #taken(
    waiting: WaitingAnswers<Answer<Call>>,
    which: 'newest' | 'oldest',
    key: string,
    now: number,
  ): Answer<Call> | undefined {
    let answer = waiting.take(key, which, now);
    while (answer !== undefined && waiting.isOver(answer, now)) {
      this.#end(answer);
      answer = waiting.take(key, which, now);
    }
    return answer;
  }

  #end(last: Answer<Call>, isForgotten = false): void {
    this.#onEnd({ last, attempts: last.attempt.resendCount + 1, isForgotten });
  }
}

/** Whether a wait, in seconds, that is over now was long enough; `undefined` without an advice. */
function isObeyed(advice: RetryAdvice | undefined, waited: number): boolean | undefined {
  const { seconds, excess = 0, until = Number.POSITIVE_INFINITY } = advice ?? {};
  if (seconds === undefined) return undefined;
  return waited >= seconds - excess - OBEYED_TOLERANCE || Date.now() >= until - OBEYED_TOLERANCE * 1_000;
}
