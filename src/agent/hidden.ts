// SPDX-License-Identifier: Apache-2.0
import { preloadGlobal } from '../host/preloadGlobal.ts';
import { withoutValues } from './withoutValues.ts';

/** A message without values of the environment, of now and, in the process of the program, of its start. */
export function hidden(message: string): string {
  const { hide } = preloadGlobal() ?? {};
  return hide === undefined ? withoutValues(message, [process.env]) : hide(message);
}
