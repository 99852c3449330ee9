// SPDX-License-Identifier: Apache-2.0
import { loader } from '../../host/loader.ts';
import type * as MakeCalls from '../makeCalls.ts';

const load = loader(() => require('../makeCalls.ts'), 'index.cjs');

/**
 * In the library, takes the place of `src/calls/makeCalls.ts`: what deals with calls is run with the first one. The build
 * makes this `require` one of a file beside (CommonJS), or of modules in the same file that have not run yet (ES modules).
 */
export function makeCalls(options: MakeCalls.CallsOptions): MakeCalls.Calls {
  return (load('library-calls.cjs') as typeof MakeCalls).makeCalls(options);
}
