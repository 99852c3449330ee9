// SPDX-License-Identifier: Apache-2.0
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

/** A request as the fake's handlers see it. */
export interface FakeRequest {
  readonly method: string;
  /** Without a port. */
  readonly host: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How an answer crosses the wire; several may be combined. */
export const REPLY_SHAPES = ['gzip', 'br', 'deflate', 'chunked', 'slow', 'abort', 'huge', 'reset', 'hang'] as const;
export type ReplyShape = (typeof REPLY_SHAPES)[number];

export interface Reply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For the fake's books. */
  readonly scenario: string;
  readonly shapes?: readonly ReplyShape[];
}

const HUGE_BYTES = 300_000;
const SLOW_STEPS = 5;
const SLOW_STEP_MS = 40;
const ENCODERS = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync } as const;

/** Sends a reply; `abort` cuts the connection in the middle of the body, `reset` and `hang` send nothing. */
export async function sendReply(res: ServerResponse | Http2ServerResponse, reply: Reply): Promise<void> {
  const shapes = new Set(reply.shapes);
  if (shapes.has('hang')) return;
  if (shapes.has('reset')) return cut(res);
  let body = Buffer.from(shapes.has('huge') ? padded(reply.body) : reply.body);
  const headers: Record<string, string> = { date: new Date().toUTCString(), ...reply.headers };
  for (const encoding of ['gzip', 'br', 'deflate'] as const) {
    if (!shapes.has(encoding)) continue;
    body = ENCODERS[encoding](body);
    headers['content-encoding'] = encoding;
  }
  const bodiless = reply.status === 204 || reply.status === 304;
  if (!shapes.has('chunked') && !bodiless) headers['content-length'] = String(body.length);
  writeHead(res, reply.status, headers);
  if (shapes.has('abort')) {
    write(res, body.subarray(0, Math.ceil(body.length / 2)));
    await sleep(SLOW_STEP_MS);
    return cut(res);
  }
  const steps = shapes.has('slow') ? SLOW_STEPS : shapes.has('chunked') ? 2 : 1;
  const size = Math.max(1, Math.ceil(body.length / steps));
  for (let start = 0; start < body.length; start += size) {
    if (start > 0) await sleep(shapes.has('slow') ? SLOW_STEP_MS : 1);
    if (res.destroyed) return;
    write(res, body.subarray(start, start + size));
  }
  res.end();
}

/** The type of a response is a union of two classes whose overloads TypeScript does not merge. */
function writeHead(res: ServerResponse | Http2ServerResponse, status: number, headers: Record<string, string>): void {
  res.statusCode = status;
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
}

function write(res: ServerResponse | Http2ServerResponse, chunk: Buffer): void {
  if (chunk.length > 0) (res as ServerResponse).write(chunk);
}

function cut(res: ServerResponse | Http2ServerResponse): void {
  if ('stream' in res) res.stream.close(2);
  else res.socket?.destroy();
}

/** Pads behind the error, so that its first bytes are those of the real body. */
function padded(body: string): string {
  const padding = 'x'.repeat(HUGE_BYTES);
  return body.endsWith('}') ? `${body.slice(0, -1)},"padding":"${padding}"}` : `${body}${padding}`;
}
