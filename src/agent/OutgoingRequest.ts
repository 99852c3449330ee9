// SPDX-License-Identifier: Apache-2.0
import type { ClientRequest, RequestOptions } from 'node:http';
import { requestHeaders } from '../observe/httpHeaders.ts';
import { targetOf } from '../observe/targetOf.ts';
import { undiciHeaders } from '../observe/undiciHeaders.ts';
import type { HeaderValues } from '../understand/Exchange.ts';
import type { HeaderReader } from '../understand/HeaderReader.ts';
import { readHeaders } from '../understand/readHeaders.ts';

/** An outgoing request before it goes out. */
export interface OutgoingRequest {
  /** Host with port, where the port is not the scheme's own. */
  readonly host: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: () => HeaderReader;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** From the options of `http.request`, as the HTTP instrumentation hands them to its hooks. */
export function requestOfOptions(options: RequestOptions): OutgoingRequest {
  const name = options.hostname ?? options.host ?? 'localhost';
  const port = Number(options.port ?? 0);
  const isDefault = port === 0 || port === DEFAULT_PORTS[options.protocol ?? ''];
  return {
    host: isDefault ? name : `${name}:${port}`,
    method: options.method || 'GET',
    target: String(options.path || '/'),
    headers: () => readHeaders(Array.isArray(options.headers) ? undefined : (options.headers as HeaderValues)),
  };
}

export function requestOfClient(request: ClientRequest): OutgoingRequest {
  const host = request.getHeader('host');
  return {
    host: typeof host === 'string' ? host : request.host,
    method: request.method,
    target: targetOf(request),
    headers: () => requestHeaders(request),
  };
}

/** undici's internal request, as far as its channels and the instrumentation's hooks agree on it. */
export interface UndiciRequestHead {
  readonly origin: string | URL;
  readonly method: string;
  readonly path: string;
  readonly headers?: unknown;
}

export function requestOfUndici(request: UndiciRequestHead): OutgoingRequest {
  const origin = String(request.origin);
  const scheme = origin.indexOf('://');
  return {
    host: scheme < 0 ? origin : origin.slice(scheme + 3),
    method: request.method,
    target: request.path,
    headers: () => undiciHeaders(request.headers),
  };
}
