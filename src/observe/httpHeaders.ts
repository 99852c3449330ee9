// SPDX-License-Identifier: Apache-2.0
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { HeaderReader } from '../understand/HeaderReader.ts';
import { undiciHeaders } from './undiciHeaders.ts';

/** Reads the header of an outgoing request. */
export function requestHeaders(request: ClientRequest): HeaderReader {
  // A header given as a flat list is only there as the text that goes out.
  const { _header: text } = request as { readonly _header?: unknown };
  if (typeof text === 'string' && request.getHeader('host') === undefined) return undiciHeaders(text);
  return (name) => textOf(request.getHeader(name));
}

/** Reads the header of a response. */
export function responseHeaders(response: IncomingMessage): HeaderReader {
  // Node makes `headers` only when it is asked for, which costs more than to look for the few that matter.
  return undiciHeaders(response.rawHeaders);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(String).join(', ');
  return undefined;
}
