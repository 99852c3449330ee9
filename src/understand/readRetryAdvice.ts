// SPDX-License-Identifier: Apache-2.0
import type { HeaderReader } from './HeaderReader.ts';
import { httpDate } from './httpDate.ts';
import type { RetryAdvice, RetrySource } from './RetryAdvice.ts';

/** A day. No service asks for more in earnest, and a histogram should not be stretched by a typing error. */
const maxSeconds = 86_400;
const maxLength = 256;
/** Seconds. */
const resolutionOfDates = 1;

const millisecondHeaders: readonly (readonly [header: string, source: RetrySource])[] = [
  ['retry-after-ms', 'retry_after_ms'],
  ['x-ms-retry-after-ms', 'x_ms_retry_after_ms'],
];

/**
 * When the service says to come back, in the order in which the Azure SDKs look: `retry-after-ms`,
 * `x-ms-retry-after-ms`, `Retry-After` (seconds, decimals too, or a date). Of a repeated field the first valid value
 * counts, negative values and past dates are 0, and more than a day is a day. A date is compared with the response's own
 * `Date`, so that the local clock does not matter, and with `now` where there is none.
 *
 * Means something on 429 and 503 only: a vault also sends `Retry-After` on successes.
 *
 * @param now ms since the epoch.
 */
export function readRetryAdvice(header: HeaderReader, now: number): RetryAdvice {
  for (const [name, source] of millisecondHeaders) {
    const milliseconds = firstNumber(header(name));
    if (milliseconds !== undefined) return { source, seconds: clamp(milliseconds / 1000) };
  }
  const value = header('retry-after');
  const number = firstNumber(value);
  if (number !== undefined) return { source: 'retry_after', seconds: clamp(number) };
  const date = dateIn(value);
  if (date === undefined) return { source: 'none' };
  const sent = httpDate(header('date'));
  const seconds = clamp((date - (sent ?? now)) / 1000);
  const isExact = sent === undefined || seconds === 0;
  return { source: 'retry_after', seconds, until: date, ...(isExact ? {} : { excess: resolutionOfDates }) };
}

function dateIn(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  // A date holds a comma of its own: "Wed, 21 Oct 2015 07:28:00 GMT".
  return httpDate(value.trim()) ?? httpDate(value.slice(0, maxLength).split(',').slice(0, 2).join(',').trim());
}

function firstNumber(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  for (const part of value.slice(0, maxLength).split(',')) {
    const text = part.trim();
    if (/^[+-]?\d{1,15}(?:\.\d{1,9})?$/.test(text)) return Number(text);
  }
  return undefined;
}

function clamp(seconds: number): number {
  return Math.min(Math.max(seconds, 0), maxSeconds);
}
