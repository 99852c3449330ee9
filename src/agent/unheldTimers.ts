// SPDX-License-Identifier: Apache-2.0

import { ownTimers } from '../host/ownTimers.ts';

/*
 * In the build these take the place of the global functions, in the SDK and its exporters too: an export that waits,
 * or is tried again, does not hold a process that has nothing else to do. What must hold it takes `ownTimers`.
 */

const { clearInterval, clearTimeout, setImmediate } = ownTimers;

function unheldTimeout(...args: Parameters<typeof ownTimers.setTimeout>): NodeJS.Timeout {
  return unheld(ownTimers.setTimeout(...args));
}

function unheldInterval(...args: Parameters<typeof ownTimers.setInterval>): NodeJS.Timeout {
  return unheld(ownTimers.setInterval(...args));
}

/** Whoever replaces the timers before the preload starts may have none that hold. */
function unheld(timer: NodeJS.Timeout): NodeJS.Timeout {
  return typeof timer.unref === 'function' ? timer.unref() : timer;
}

export { clearInterval, clearTimeout, setImmediate, unheldInterval as setInterval, unheldTimeout as setTimeout };
