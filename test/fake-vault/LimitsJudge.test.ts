// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLimitsJudge, drawOf, REAL_LIMITS } from './LimitsJudge.ts';

const draw = (weight: number) => ({ vault: 'v', limitClass: 'keyOperationHsm' as const, weight });

describe('the judge of the limits', () => {
  it('fills a window of HSM keys with 248 RSA 4096 and 16 RSA 2048 calls, as the documentation computes', () => {
    const judge = createLimitsJudge();
    for (let count = 0; count < 248; count += 1) expect(judge.admit(draw(8), 0)).toBe(true);
    for (let count = 0; count < 16; count += 1) expect(judge.admit(draw(1), 0)).toBe(true);
    expect(judge.admit(draw(1), 0)).toBe(false);
    expect(judge.books(0)).toMatchObject({ v: { keyOperationHsm: { admitted: 264, refused: 1, inWindow: 2_000 } } });
  });

  it('admits again when the oldest draw has left the window', () => {
    const judge = createLimitsJudge({ ...REAL_LIMITS, keyOperationHsm: 2 });
    expect([0, 4_000, 9_999, 10_000, 10_001, 14_000].map((time) => judge.admit(draw(1), time))).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('keeps vaults and classes apart', () => {
    const judge = createLimitsJudge({ ...REAL_LIMITS, keyOperationHsm: 1, vaultOperation: 1 });
    expect(judge.admit(draw(1), 0)).toBe(true);
    expect(judge.admit({ ...draw(1), vault: 'w' }, 0)).toBe(true);
    expect(judge.admit({ ...draw(1), limitClass: 'vaultOperation' }, 0)).toBe(true);
    expect(judge.admit(draw(1), 0)).toBe(false);
  });

  it('never holds more than the limit in any window, and refuses only what would exceed it', () => {
    const calls = fc.array(fc.record({ wait: fc.nat(3_000), weight: fc.constantFrom(1, 4, 8) }), { maxLength: 200 });
    fc.assert(
      fc.property(calls, fc.integer({ min: 8, max: 60 }), (steps, limit) => {
        const judge = createLimitsJudge({ ...REAL_LIMITS, keyOperationHsm: limit });
        const admitted: { time: number; weight: number }[] = [];
        let time = 0;
        for (const { wait, weight } of steps) {
          time += wait;
          const held = admitted.filter((one) => one.time > time - 10_000).reduce((sum, one) => sum + one.weight, 0);
          expect(judge.admit(draw(weight), time)).toBe(held + weight <= limit);
          if (held + weight <= limit) admitted.push({ time, weight });
        }
      }),
    );
  });
});

describe('what a request draws on', () => {
  const rsa = (hsm: boolean, rsaBits: number | undefined) => ({ hsm, rsaBits });
  it.each([
    ['GET', 'secrets/s', undefined, 'vaultOperation', 1],
    ['PUT', 'secrets/s', undefined, 'secretCreateOrImport', 1],
    ['PUT', 'keys/k', rsa(false, 2048), 'secretCreateOrImport', 1],
    ['POST', 'certificates/c/import', undefined, 'secretCreateOrImport', 1],
    ['POST', 'certificates/c/create', undefined, 'vaultOperation', 1],
    ['POST', 'keys/k/create', rsa(true, 4096), 'keyCreateHsm', 1],
    ['POST', 'keys/k/rotate', rsa(false, 2048), 'keyCreateSoftware', 1],
    ['POST', 'keys/k/v/sign', rsa(true, 4096), 'keyOperationHsm', 8],
    ['POST', 'keys/k/v/sign', rsa(false, 3072), 'keyOperationSoftware', 4],
    ['GET', 'keys/k', rsa(false, 2048), 'keyOperationSoftware', 1],
    ['POST', 'keys/k/v/sign', rsa(true, undefined), 'keyOperationHsm', 1],
    ['GET', 'keys', undefined, 'vaultOperation', 1],
    ['GET', 'keys/k/versions', rsa(false, 2048), 'vaultOperation', 1],
  ] as const)('%s /%s of %o is %s, %i', (method, path, kind, limitClass, weight) => {
    expect(drawOf('v', { method, segments: path.split('/'), kind })).toEqual({ vault: 'v', limitClass, weight });
  });
});
