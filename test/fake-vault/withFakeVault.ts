// SPDX-License-Identifier: Apache-2.0
import { type FakeVault, type FakeVaultOptions, startFakeVault } from './FakeVault.ts';

/** Starts a fake for the time of `use` and closes it whatever happens. */
export async function withFakeVault<T>(
  use: (fake: FakeVault) => Promise<T>,
  options: FakeVaultOptions = {},
): Promise<T> {
  const fake = await startFakeVault(options);
  try {
    return await use(fake);
  } finally {
    await fake.close();
  }
}
