// SPDX-License-Identifier: Apache-2.0
import type { Calls, CallsOptions } from '../calls/makeCalls.ts';
import { loadCalls } from './loadChunk.ts';

/** In the preload, takes the place of `src/calls/makeCalls.ts`: what is done with a call is loaded with the first one. */
export function makeCalls(options: CallsOptions): Calls {
  return loadCalls().makeCalls(options);
}
