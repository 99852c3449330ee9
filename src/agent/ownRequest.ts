// SPDX-License-Identifier: Apache-2.0
import type * as Http from 'node:http';
import { preloadGlobal } from '../host/preloadGlobal.ts';

type Request = (...args: Parameters<typeof Http.request>) => Http.ClientRequest;

/**
 * Node's function that makes requests, for exports: tests put others in its place for a while, and count what comes there.
 *
 * @param protocol `http:` or `https:`.
 */
export function ownRequest(protocol: string): Request {
  const atStart = preloadGlobal()?.requests.get(protocol);
  if (atStart !== undefined) return atStart as Request;
  // Looked up for each: what stands in its place may go again.
  return (...args) => process.getBuiltinModule(protocol === 'http:' ? 'node:http' : 'node:https').request(...args);
}
