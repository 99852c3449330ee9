// SPDX-License-Identifier: Apache-2.0
import type * as MakeCalls from '../makeCalls.ts';

/**
 * In the library, takes the place of `src/calls/makeCalls.ts`: the modules that deal with a call are in the same file, and are run with
 * the first one. It is the bundler that makes this of a `require`.
 */
export function makeCalls(options: MakeCalls.CallsOptions): MakeCalls.Calls {
  return (require('../makeCalls.ts') as typeof MakeCalls).makeCalls(options);
}
