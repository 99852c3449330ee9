// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { LOAD_KINDS, loadRun } from '../bench/loadRun.ts';

it.each(LOAD_KINDS)(
  'reports the share of the limit of $name that the fake counted, at 10, 90 and 150 %',
  { timeout: 120_000 },
  async (kind) => {
    for (const { sent, admitted, refused, arrived, reported, throttled } of await loadRun(kind)) {
      expect(admitted + refused).toBeGreaterThanOrEqual(sent);
      expect(Math.abs((reported ?? 0) / arrived - 1), `${reported} of ${arrived}`).toBeLessThan(0.05);
      expect(throttled).toBe(refused);
      // Beyond the limit, and only there, the judge refuses.
      expect(refused > 0).toBe(arrived > 1);
    }
  },
);
