// SPDX-License-Identifier: Apache-2.0
import type { Unsent } from './Unsent.ts';

/** Exit code of the relay where it had no time to know why something was not taken. */
export const NO_TIME = 3;

/** What a process that is ending hands to the one that sends for it. */
export interface Relayed {
  readonly unsent: readonly Unsent[];
  /** Certificates and keys of the exporters, which that process may not be able to read. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Milliseconds that it may take. */
  readonly timeout: number;
}
