// SPDX-License-Identifier: Apache-2.0

/** What holds a process while an export looks for its collector; its timers and sockets don't. */
const OF_EXPORTS: ReadonlySet<string> = new Set(['GetAddrInfoReqWrap', 'ConnectWrap']);
/** Standard output and error, once something was written to them; and standard input, a Unix socket, the channel to a parent. */
const PIPES: ReadonlySet<string> = new Set(['PipeWrap', 'TTYWrap']);

/** Whether the program has nothing left to do, but for connections that may be those of exports. */
export function heldByExports(): boolean {
  const names = process.getActiveResourcesInfo();
  const holding = names.filter((name) => !PIPES.has(name));
  if (holding.length === 0 || !holding.every((name) => OF_EXPORTS.has(name))) return false;
  return holding.length === names.length || handles().every(isOutput);
}

/**
 * Nothing else tells standard output from what the program listens to.
 *
 * @see https://nodejs.org/api/deprecations.html#dep0161-process_getactiverequests-and-process_getactivehandles
 */
function handles(): readonly unknown[] {
  const active: unknown = Reflect.get(process, '_getActiveHandles');
  return typeof active === 'function' ? active.call(process) : [undefined];
}

function isOutput(handle: unknown): boolean {
  const { fd } = (handle ?? {}) as { readonly fd?: unknown };
  return fd === 1 || fd === 2;
}
