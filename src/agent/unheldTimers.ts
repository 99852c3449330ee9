// SPDX-License-Identifier: Apache-2.0

/*
 * In the build these take the place of the global functions, in the SDK and its exporters too: an export that waits,
 * or is tried again, does not hold a process that has nothing else to do. What must hold it imports `node:timers`.
 */

const { setTimeout: heldTimeout, setInterval: heldInterval } = globalThis;

function unheldTimeout(...args: Parameters<typeof heldTimeout>): NodeJS.Timeout {
  return heldTimeout(...args).unref();
}

function unheldInterval(...args: Parameters<typeof heldInterval>): NodeJS.Timeout {
  return heldInterval(...args).unref();
}

export { unheldInterval as setInterval, unheldTimeout as setTimeout };
