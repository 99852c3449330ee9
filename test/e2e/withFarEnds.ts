// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type FakeVault, startFakeVault } from '../fake-vault/FakeVault.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';

/** The preload as built, without the ending of its file. */
export const REGISTER = fileURLToPath(new URL('../../dist/register', import.meta.url));

/** Path of a program of these tests. */
export const program = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url));

/** Both ends of the wire for the tests of a file: the vault, and the receiver of the telemetry. Empty before each test. */
export function withFarEnds(use: (ends: { readonly fake: FakeVault; readonly receiver: OtlpReceiver }) => void): void {
  let fake: FakeVault;
  let receiver: OtlpReceiver;
  beforeAll(async () => {
    fake = await startFakeVault();
    receiver = await startOtlpReceiver();
    use({ fake, receiver });
  });
  afterAll(async () => {
    await receiver.close();
    await fake.close();
  });
  beforeEach(() => {
    fake.reset();
    receiver.reset();
  });
}
