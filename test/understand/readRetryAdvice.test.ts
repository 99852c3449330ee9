// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderValues } from '../../src/understand/Exchange.ts';
import { readHeaders } from '../../src/understand/readHeaders.ts';
import { readRetryAdvice } from '../../src/understand/readRetryAdvice.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const advice = (headers: HeaderValues) => readRetryAdvice(readHeaders(headers), now);

describe('readRetryAdvice', () => {
  it.each([
    [{ 'retry-after-ms': '1500', 'x-ms-retry-after-ms': '1', 'retry-after': '1' }, 'retry_after_ms', 1.5],
    [{ 'x-ms-retry-after-ms': '250', 'Retry-After': '1' }, 'x_ms_retry_after_ms', 0.25],
    [{ 'Retry-After': '9' }, 'retry_after', 9],
    [{ 'Retry-After': ' 0 ' }, 'retry_after', 0],
    [{ 'Retry-After': '1.5' }, 'retry_after', 1.5],
    [{ 'Retry-After': '-3' }, 'retry_after', 0],
    [{ 'Retry-After': '99999999' }, 'retry_after', 86_400],
    [{ 'Retry-After': ['soon', '7', '8'] }, 'retry_after', 7],
    [{ 'retry-after-ms': 'soon', 'retry-after': '4' }, 'retry_after', 4],
    [{ 'Retry-After': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 'retry_after', 30],
    [{ 'Retry-After': ['Thu, 01 Jan 2026 00:00:30 GMT', 'Thu, 01 Jan 2026 00:00:40 GMT'] }, 'retry_after', 30],
    [{ 'Retry-After': 'Wed, 31 Dec 2025 23:59:00 GMT' }, 'retry_after', 0],
    [{ 'Retry-After': 'Thu, 01 Jan 2026 01:00:00 GMT', Date: 'Thu, 01 Jan 2026 01:00:00 GMT' }, 'retry_after', 0],
  ])('reads %j', (headers, source, seconds) => {
    expect(advice(headers)).toMatchObject({ source, seconds });
    expect(advice(headers)).not.toHaveProperty('excess');
  });

  it('knows that a date may say up to a second too much, as that which it is compared with has whole seconds', () => {
    const headers = { 'Retry-After': 'Thu, 01 Jan 2026 01:00:30 GMT', Date: 'Thu, 01 Jan 2026 01:00:00 GMT' };
    expect(advice(headers)).toEqual({
      source: 'retry_after',
      seconds: 30,
      excess: 1,
      until: Date.parse('2026-01-01T01:00:30Z'),
    });
  });

  it.each([
    {},
    { 'retry-after': '' },
    { 'retry-after': 'soon' },
    { 'retry-after': '0x10' },
    { 'retry-after-ms': 'NaN' },
  ])('finds none in %j', (headers) => {
    expect(advice(headers)).toEqual({ source: 'none' });
  });

  it('is never negative and never more than a day, whatever the headers hold', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('retry-after', 'retry-after-ms', 'date'), value), (headers) => {
        const { source, seconds } = advice(headers);
        expect(source === 'none' ? seconds === undefined : Number(seconds) >= 0 && Number(seconds) <= 86_400).toBe(
          true,
        );
      }),
    );
  });
});
