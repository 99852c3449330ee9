// SPDX-License-Identifier: Apache-2.0
import type * as MakeCalls from '../makeCalls.ts';

/**
 * In the library, takes the place of `src/calls/makeCalls.ts`: what deals with calls is run with the first one. The build
 * makes this `require` one of a file beside (CommonJS), or of modules in the same file that have not run yet (ES modules).
 */
export function makeCalls(options: MakeCalls.CallsOptions): MakeCalls.Calls {
  return (require('../makeCalls.ts') as typeof MakeCalls).makeCalls(options);
}
