// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type Attempt,
  CHALLENGE_WINDOW,
  FOLLOW_UP_WINDOW,
  type OperationEnd,
  OperationTracker,
} from '../../src/correlate/OperationTracker.ts';

function tracked() {
  const ends: OperationEnd<string>[] = [];
  const tracker = new OperationTracker<string>((end) => ends.push(end));
  const keys = new WeakMap<object, string>();
  const answer = (attempt: Attempt<string>, at: number, rest: Partial<Answer<string>> = {}): void => {
    const outcome = rest.outcome ?? 'success';
    const key = outcome === 'success' ? undefined : keys.get(attempt);
    tracker.answer({ attempt, call: 'call', advice: undefined, at, ...rest, outcome, key });
  };
  const begin = (key: string, now: number, withCredential = true) => {
    const attempt = { ...tracker.begin(() => key, now, withCredential) };
    keys.set(attempt, key);
    return attempt;
  };
  return { tracker, begin, ends, answer };
}

const throttled = (seconds: number | undefined): Partial<Answer<string>> => ({
  outcome: 'failure',
  advice: seconds === undefined ? { source: 'none' } : { source: 'retry_after', seconds },
});
const challenge: Partial<Answer<string>> = { outcome: 'challenge' };

describe('OperationTracker', () => {
  it('ends a success at once, as one attempt', () => {
    const { tracker, begin, ends, answer } = tracked();
    answer(begin('id', 0), 10);
    expect(ends.map((end) => end.attempts)).toEqual([1]);
    expect(tracker.size).toBe(0);
  });

  it('counts the challenge as an attempt, and its wait as no back-off', () => {
    const { begin, ends, answer } = tracked();
    answer(begin('id', 0), 10, challenge);
    const second = begin('id', 3_000);
    expect(second).toMatchObject({ resendCount: 1, waited: undefined, obeyed: undefined });
    answer(second, 3_010);
    expect(ends.map((end) => [end.attempts, end.last.outcome])).toEqual([[2, 'success']]);
  });

  it('continues no failure whose time is over, however many of them wait', () => {
    const { begin, ends, answer } = tracked();
    const attempts = [begin('id', 0), begin('id', 0)];
    for (const attempt of attempts) answer(attempt, 10, { outcome: 'failure' });
    expect(begin('id', FOLLOW_UP_WINDOW + 11)).toMatchObject({ resendCount: 0, waited: undefined });
    expect(ends).toHaveLength(2);
  });

  it('measures the wait after a failure against the advice', () => {
    const { begin, answer } = tracked();
    answer(begin('id', 0), 1_000, throttled(2));
    const obeyed = begin('id', 3_000);
    expect(obeyed).toMatchObject({ resendCount: 1, waited: 2, obeyed: true });
    answer(obeyed, 3_000, throttled(5));
    expect(begin('id', 4_000)).toMatchObject({ resendCount: 2, waited: 1, obeyed: false });
  });

  it('takes a wait for one that obeys where the advice may be longer than what was meant', () => {
    const { begin, answer } = tracked();
    const dated = { ...throttled(2), advice: { source: 'retry_after', seconds: 2, excess: 1 } } as const;
    answer(begin('id', 0), 1_000, dated);
    const obeyed = begin('id', 2_060);
    expect(obeyed).toMatchObject({ waited: 1.06, obeyed: true });
    answer(obeyed, 3_000, dated);
    expect(begin('id', 3_900)).toMatchObject({ waited: 0.9, obeyed: false });
  });

  it.each([
    [-1, true],
    [60_000, false],
  ])('takes a wait until a date by the clock of the machine for one that obeys, %d ms from now', (later, isOver) => {
    const { begin, answer } = tracked();
    const advice = { source: 'retry_after', seconds: 2, excess: 1, until: Date.now() + later } as const;
    answer(begin('id', 0), 1_000, { ...throttled(2), advice });
    expect(begin('id', 1_700)).toMatchObject({ waited: 0.7, obeyed: isOver });
  });

  it('says nothing of obedience where there was no advice', () => {
    const { begin, answer } = tracked();
    answer(begin('id', 0), 0, throttled(undefined));
    expect(begin('id', 500)).toMatchObject({ waited: 0.5, obeyed: undefined });
  });

  it('takes no request for a next attempt that was made before the answer was there', () => {
    const { begin, answer } = tracked();
    answer(begin('id', 0), 1_000, throttled(5));
    expect(begin('id', 999)).toMatchObject({ resendCount: 0, waited: undefined });
    expect(begin('id', 1_000)).toMatchObject({ resendCount: 1 });
  });

  it('takes a request for a next attempt that was made when the status was known, before the body was there', () => {
    const { begin, answer } = tracked();
    answer(begin('id', 0), 1_000, { ...throttled(5), knownAt: 900 });
    expect(begin('id', 899)).toMatchObject({ resendCount: 0 });
    expect(begin('id', 900)).toMatchObject({ resendCount: 1, waited: 0 });
  });

  it('counts no challenge as a failure that a request with a token follows, also where the chain is cut', () => {
    const { begin, ends, answer } = tracked();
    const refused = throttled(undefined);
    answer(begin('id', 0), 0, refused);
    for (let count = 1; count <= 60; count += 1)
      answer(begin('id', count), count, count % 2 === 1 ? challenge : refused);
    const challenges = ends.filter(({ last }) => last.outcome === 'challenge');
    expect(challenges.map(({ isForgotten }) => isForgotten)).toEqual([true, true]);
  });

  it('keeps parallel requests with one key apart', () => {
    const { begin, ends, answer } = tracked();
    const first = begin('GET host/path', 0);
    const second = begin('GET host/path', 1);
    expect(second.resendCount).toBe(0);
    answer(first, 10, challenge);
    answer(second, 11, challenge);
    const followers = [begin('GET host/path', 20), begin('GET host/path', 21)];
    expect(followers.map((attempt) => attempt.resendCount)).toEqual([1, 1]);
    expect(begin('GET host/path', 22).resendCount).toBe(0);
    for (const follower of followers) answer(follower, 30);
    expect(ends.map((end) => end.attempts)).toEqual([2, 2]);
  });

  it('takes a request without a token for one of another client, and no answer to the challenge', () => {
    const { begin, ends, answer } = tracked();
    answer(begin('id', 0, false), 10, challenge);
    const other = begin('id', 11, false);
    expect(other.resendCount).toBe(0);
    answer(other, 20, challenge);
    const followers = [begin('id', 30), begin('id', 31)];
    expect(followers.map(({ resendCount }) => resendCount)).toEqual([1, 1]);
    for (const follower of followers) answer(follower, 40);
    expect(ends.map((end) => [end.attempts, end.last.outcome])).toEqual([
      [2, 'success'],
      [2, 'success'],
    ]);
  });

  it('takes a token for the answer to the newest challenge: one that nobody met before was given up', () => {
    const { tracker, begin, ends, answer } = tracked();
    for (const now of [0, 100]) {
      answer(begin('id', now, false), now + 10, challenge);
      const withToken = begin('id', now + 20);
      expect(withToken.resendCount).toBe(1);
      answer(withToken, now + 30, challenge);
    }
    tracker.drain({ isForgotten: false });
    expect(ends.map((end) => end.attempts)).toEqual([2, 2]);
  });

  it('joins a request without a token to the failure before it', () => {
    const { begin, answer } = tracked();
    answer(begin('id', 0, false), 10, throttled(undefined));
    expect(begin('id', 1_010, false)).toMatchObject({ resendCount: 1, waited: 1 });
  });

  it('ends what was not followed when its time is over', () => {
    const { tracker, begin, ends, answer } = tracked();
    answer(begin('a', 0), 0, challenge);
    answer(begin('b', 0), 0, throttled(1));
    tracker.expire(CHALLENGE_WINDOW - 1);
    expect(ends).toHaveLength(0);
    tracker.expire(CHALLENGE_WINDOW);
    expect(ends.map((end) => end.last.outcome)).toEqual(['challenge']);
    tracker.expire(FOLLOW_UP_WINDOW);
    expect(ends.map((end) => end.last.outcome)).toEqual(['challenge', 'failure']);
    expect(tracker.size).toBe(0);
  });

  it('does not join a request that comes too late', () => {
    const { begin, ends, answer } = tracked();
    answer(begin('a', 0), 0, throttled(1));
    expect(begin('a', FOLLOW_UP_WINDOW).resendCount).toBe(0);
    expect(ends).toHaveLength(1);
  });

  it('ends everything when drained', () => {
    const { tracker, begin, ends, answer } = tracked();
    for (let index = 0; index < 5; index += 1) answer(begin(`${index}`, 0), 0, challenge);
    tracker.drain({ isForgotten: false });
    expect(ends).toHaveLength(5);
    expect(tracker.size).toBe(0);
  });

  it('keeps a bounded number, and ends the oldest beyond it', () => {
    const { tracker, begin, ends, answer } = tracked();
    for (let index = 0; index < 5_000; index += 1) answer(begin(`${index}`, index), index, throttled(1));
    expect(tracker.size).toBe(2_048);
    expect(ends).toHaveLength(5_000 - 2_048);
    expect(ends[0]?.last.key).toBe('0');
  });

  it('tells what it forgot from what was over', () => {
    const { tracker, begin, ends, answer } = tracked();
    for (let index = 0; index < 2_049; index += 1) answer(begin(`${index}`, 0), 0, challenge);
    tracker.expire(CHALLENGE_WINDOW);
    expect(ends).toHaveLength(2_049);
    expect(ends.filter(({ isForgotten }) => isForgotten).map(({ last }) => last.key)).toEqual(['0']);
  });

  it('takes challenges that make room for missing tokens, once there are challenges only for ten seconds', () => {
    const { begin, ends, answer } = tracked();
    for (let now = 0; now < 20_000; now += 2) answer(begin(`${now}`, now, false), now, challenge);
    const forgotten = ends.filter(({ isForgotten }) => isForgotten).map(({ last }) => last.at);
    const missed = ends.filter(({ isForgotten }) => !isForgotten).map(({ last }) => last.at);
    // What makes room for the challenge at 10 s came 2,048 challenges before.
    expect(forgotten.at(-1)).toBe(10_000 - 2 * 2_049);
    expect(missed).toHaveLength(20_000 / 2 - 2_048 - forgotten.length);
    // A token that goes out tells that others may be on their way.
    begin('another', 20_000);
    answer(begin('next', 20_001, false), 20_001, challenge);
    expect(ends.at(-1)?.isForgotten).toBe(true);
  });

  it('takes an idle hour for no wait of challenges', () => {
    const { tracker, begin, ends, answer } = tracked();
    answer(begin('one', 0, false), 0, challenge);
    tracker.expire(CHALLENGE_WINDOW);
    for (let index = 0; index < 2_050; index += 1) answer(begin(`${index}`, 3_600_000, false), 3_600_000, challenge);
    expect(ends.map(({ isForgotten }) => isForgotten)).toEqual([false, true, true]);
  });

  it('forgets no challenge for failures', () => {
    const { begin, answer } = tracked();
    answer(begin('cold', 0, false), 0, challenge);
    for (let index = 0; index < 5_000; index += 1) answer(begin(`${index}`, 1), 1, throttled(1));
    expect(begin('cold', 2)).toMatchObject({ resendCount: 1, waited: undefined });
  });

  it('takes a call that fails in a loop for an operation of 30 attempts, then for the next', () => {
    const { begin, answer, ends } = tracked();
    for (let index = 0; index < 100; index += 1) answer(begin('id', index), index, throttled(undefined));
    expect(ends.map((end) => end.attempts)).toEqual([30, 30, 30]);
    expect(begin('id', 200).resendCount).toBe(10);
  });
});
