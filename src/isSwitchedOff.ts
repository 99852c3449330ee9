// SPDX-License-Identifier: Apache-2.0
import { disabledInstrumentations, type Environment } from './disabledInstrumentations.ts';

/** Whether the environment switches everything off, in the library and in the preload. */
export function isSwitchedOff(env: Environment): boolean {
  return env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true' || disabledInstrumentations(env).has('keyvault');
}
