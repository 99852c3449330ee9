// SPDX-License-Identifier: Apache-2.0
import type { ObservedBody } from '../observe/ObservedCall.ts';
import type { Diagnosis } from '../understand/Diagnosis.ts';
import { fingerprint } from '../understand/fingerprint.ts';
import { fingerprintOfBytes } from '../understand/fingerprintOfBytes.ts';
import type { HeaderReader } from '../understand/HeaderReader.ts';
import { readRetryAdvice } from '../understand/readRetryAdvice.ts';
import { Failure } from './Failure.ts';

/** As much of a content type or encoding as decides what a body is. */
const MAX_TYPE = 256;
/** Real ones have less; to go through a page of a proxy costs more than to understand it. */
const MAX_BODY = 2_048;
/** As much of a challenge as is read. */
const MAX_CHALLENGE = 16 * 1_024;
/** Stands for no answer at all: no fingerprint is negative. */
const NO_ANSWER = -1;

interface FailedAnswer {
  readonly status: number;
  readonly header: HeaderReader;
  readonly body: ObservedBody;
}

/**
 * What the last error of a call meant: a program that is refused is mostly refused again in the same words, and to take
 * them apart costs more than all else that is done about a call. Kept once they have come twice; the words themselves are
 * known by a number only.
 */
export class LatestFailure {
  #answer: number | undefined;
  #failure: Failure | undefined;

  /**
   * @param now When the call was made, ms since the epoch.
   * @param diagnose Asked unless the error says the same for the third time.
   */
  understand(failed: FailedAnswer, now: number, diagnose: () => Diagnosis): Failure {
    return this.#same(answerOf(failed, now), diagnose);
  }

  /** As {@link understand}, where no response arrived: a program meets that in storms, too. */
  unanswered(diagnose: () => Diagnosis): Failure {
    return this.#same(NO_ANSWER, diagnose);
  }

  /** As {@link understand}, of a challenge to a request without a token, of which the header tells all. */
  challenged(header: HeaderReader, diagnose: () => Diagnosis): Failure {
    return this.#same(fingerprint(header('www-authenticate')?.slice(0, MAX_CHALLENGE) ?? ''), diagnose);
  }

  #same(answer: number | undefined, diagnose: () => Diagnosis): Failure {
    if (answer === undefined || answer !== this.#answer) {
      this.#answer = answer;
      this.#failure = undefined;
      return new Failure(diagnose(), { isKept: false });
    }
    this.#failure ??= new Failure(diagnose(), { isKept: true });
    return this.#failure;
  }
}

/**
 * Stands for everything of an answer that decides what it means; `undefined` where the time of the call does too, and
 * where it is too long.
 */
function answerOf({ status, header, body }: FailedAnswer, now: number): number | undefined {
  if (status === 401 || body.bytes.length > MAX_BODY) return undefined;
  const advice = status === 429 || status === 503 ? readRetryAdvice(header, now) : undefined;
  const waits =
    advice === undefined
      ? status
      : fingerprint(`${advice.source} ${advice.seconds} ${advice.excess} ${advice.until}`, { after: status });
  const type = fingerprint(header('content-type')?.slice(0, MAX_TYPE) ?? '', { after: waits });
  const form = body.encoding === '' ? type : fingerprint(body.encoding.slice(0, MAX_TYPE), { after: type });
  return fingerprintOfBytes(body.bytes, form);
}
