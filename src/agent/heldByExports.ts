// SPDX-License-Identifier: Apache-2.0

/** What holds a process while an export looks for its collector; its timers and sockets don't. */
const OF_EXPORTS: ReadonlySet<string> = new Set(['GetAddrInfoReqWrap', 'ConnectWrap']);
/** Standard output and error, once something was written to them. */
const OF_STDIO: ReadonlySet<string> = new Set(['PipeWrap', 'TTYWrap']);

/** Whether the program has nothing left to do, but for connections that may be those of exports. */
export function heldByExports(): boolean {
  const holding = process.getActiveResourcesInfo().filter((name) => !OF_STDIO.has(name));
  return holding.length > 0 && holding.every((name) => OF_EXPORTS.has(name));
}
