// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { KeyVaultInstrumentation } from '../../src/KeyVaultInstrumentation.ts';
import { soakRun } from '../bench/soakRun.ts';

/** The short form of `npm run soak`. One in ten is a challenge and one a limit, of which 2,048 each wait: all by the half. */
const CALLS = 44_000;
/** Vaults that metrics name, and `_OTHER`. */
const MAX_ADDRESSES = 101;
/** Kinds of answer of the server: success, missing token, denial, limit; and a challenge while it waits. */
const MAX_ANSWERS = 5;

it('keeps a flat heap and bounded series over 10,000 vaults and objects', { timeout: 300_000 }, async () => {
  const samples = await soakRun({
    calls: CALLS,
    hosts: 10_000,
    objects: 10_000,
    visit: 2,
    sampleEvery: CALLS / 4,
    create: () => new KeyVaultInstrumentation(),
  });
  const [, half, , last] = samples;
  if (half === undefined || last === undefined) throw new Error('too few samples');
  expect(last.spans).toBe(CALLS);
  // Challenges that no request has followed yet are not counted yet; there is a bound on those too.
  expect(last.recorded).toBeGreaterThanOrEqual(CALLS - 2_048);
  expect(Object.keys(last.series).length).toBeGreaterThanOrEqual(5);
  for (const [name, points] of Object.entries(last.series)) {
    expect(points, name).toBeLessThanOrEqual(MAX_ADDRESSES * MAX_ANSWERS);
  }
  // 22,000 calls later; 100 bytes kept for each would be 2.2 MB.
  expect(last.heap + last.buffers - half.heap - half.buffers).toBeLessThan(2_000_000);
});
