// SPDX-License-Identifier: Apache-2.0
import { preloadGlobal, type Timers } from './preloadGlobal.ts';

function timersOfNow(): Timers {
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval } = globalThis;
  return { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval };
}

/**
 * The timers that were there when the preload started. Tests put others in their place, which stand still or run ahead:
 * what is sent must not wait for those, nor they for us.
 */
export const ownTimers: Timers = preloadGlobal()?.timers ?? timersOfNow();
