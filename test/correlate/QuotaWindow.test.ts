// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuotaWindow, WINDOW } from '../../src/correlate/QuotaWindow.ts';

describe('QuotaWindow', () => {
  it('sums the weights of the last 10 s', () => {
    const window = new QuotaWindow();
    window.add(1, 100_000);
    window.add(8, 105_000);
    expect(window.sum(109_000)).toBe(9);
    expect(window.sum(110_100)).toBe(8);
    expect(window.sum(116_000)).toBe(0);
  });

  it('tells the peak since it was last asked', () => {
    const window = new QuotaWindow();
    for (let index = 0; index < 5; index += 1) window.add(1, 100_000 + index);
    expect(window.takePeak(130_000)).toBe(5);
    expect(window.takePeak(130_001)).toBe(0);
  });

  it('carries what is in the window over to the next peak', () => {
    const window = new QuotaWindow();
    window.add(3, 100_000);
    expect(window.takePeak(100_001)).toBe(3);
    expect(window.takePeak(100_002)).toBe(3);
    expect(window.takePeak(150_000)).toBe(3);
    expect(window.takePeak(150_001)).toBe(0);
  });

  it('is never more than one slot off the exact sliding window', () => {
    const requests = fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 1, max: 16 })), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(requests, (steps) => {
        const window = new QuotaWindow();
        const seen: { at: number; weight: number }[] = [];
        let now = 1_000_000;
        for (const [pause, weight] of steps) {
          now += pause;
          seen.push({ at: now, weight });
          const sum = window.add(weight, now);
          const within = (length: number): number =>
            seen.filter(({ at }) => at > now - length).reduce((total, request) => total + request.weight, 0);
          expect(sum).toBeGreaterThanOrEqual(within(WINDOW - WINDOW / 100));
          expect(sum).toBeLessThanOrEqual(within(WINDOW + 1));
        }
      }),
    );
  });
});
