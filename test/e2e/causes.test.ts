// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../src/understand/causes.ts';
import type { FakeVault } from '../fake-vault/FakeVault.ts';
import type { OtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';
import { hostOf, MET_TOKENS, MET_VAULTS, meetEverything } from './meetEverything.ts';
import { REGISTER, withFarEnds } from './withFarEnds.ts';

let fake: FakeVault;
let receiver: OtlpReceiver;

withFarEnds((ends) => {
  fake = ends.fake;
  receiver = ends.receiver;
});

const CAUSE = 'azure.keyvault.failure.cause';

describe('the running agent', () => {
  it('names every cause of the closed list, on the call that it is the cause of', { timeout: 60_000 }, async () => {
    const result = await meetEverything({ fake, args: ['--require', `${REGISTER}.cjs`], env: receiver.env() });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    // That no request with a token followed is known when the span of the challenge has ended: an event tells it.
    const seen = [...receiver.spans(), ...receiver.logs()].map(({ attributes }) => attributes);
    expect([...new Set(seen.flatMap((attributes) => attributes[CAUSE] ?? []))].toSorted()).toEqual(
      Object.keys(CAUSES).toSorted(),
    );

    const causesAt = (host: string): ReadonlySet<unknown> =>
      new Set(
        seen
          .filter((attributes) => attributes['server.address'] === host)
          .map((attributes) => attributes[CAUSE])
          .filter((cause) => cause !== undefined && cause !== 'auth_challenge'),
      );
    // At `ok` arrive the tokens that are wrong in themselves.
    const vaults = MET_VAULTS.filter(({ name }) => name !== 'ok' && name !== 'rbac-identity');
    expect(vaults.map((scenario) => [scenario.name, causesAt(hostOf(scenario))])).toEqual(
      vaults.map(({ name, expectedCause }) => [name, new Set(expectedCause === undefined ? [] : [expectedCause])]),
    );

    const counts = new Map<unknown, number>();
    for (const { attributes } of receiver.spans()) {
      if (!('azure.keyvault.identity.source' in attributes)) continue;
      counts.set(attributes[CAUSE], (counts.get(attributes[CAUSE]) ?? 0) + 1);
    }
    for (const { name, expectedCause } of MET_TOKENS) {
      if (expectedCause !== undefined) expect(counts.get(expectedCause), name).toBeGreaterThanOrEqual(2);
    }
  });
});
