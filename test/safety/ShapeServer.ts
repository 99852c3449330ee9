// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { createTestCertificates } from '../fake-vault/createTestCertificates.ts';
import type { AnswerShape, ClientCase } from './ClientCase.ts';

/** What reached the server of one request. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly body: string;
  readonly trailers: readonly string[];
}

export interface ShapeServer {
  /** Environment of the client program. */
  readonly env: Readonly<Record<string, string>>;
  /** Requests that came to their end, by case and by the name of the run. */
  seen(run: string, id: number): readonly SeenRequest[];
  /** Which answers are given from now on. */
  use(cases: readonly ClientCase[]): void;
  close(): Promise<void>;
}

/** The one header that the agent may add to a request: the trace context that any OpenTelemetry instrumentation sends. */
const ADDED = new Set(['traceparent']);

/** Answers each request as its case says, the same every time. */
export async function startShapeServer(): Promise<ShapeServer> {
  const certificates = await createTestCertificates();
  const directory = mkdtempSync(join(tmpdir(), 'shape-server-'));
  const caFile = join(directory, 'ca.pem');
  writeFileSync(caFile, certificates.ca);
  const shapes = new Map<number, AnswerShape>();
  const seen = new Map<string, SeenRequest[]>();
  const sockets = new Set<Socket>();

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const query = new URLSearchParams((req.url ?? '').split('?')[1]);
    const shape = shapes.get(Number(query.get('case')));
    const key = `${query.get('run')} ${query.get('case')}`;
    if (shape === undefined) {
      res.writeHead(404).end();
      return;
    }
    const arrived = readRequest(req, (request) => seen.set(key, [...(seen.get(key) ?? []), request]));
    if (!shape.early) await arrived;
    await send(res, shape);
  };
  const listener = (req: IncomingMessage, res: ServerResponse): void => {
    res.on('error', () => undefined);
    answer(req, res).catch(() => res.destroy());
  };
  const options = { keepAliveTimeout: 60_000, maxHeaderSize: 65_536 };
  const plain = createServer(options, listener);
  const secure = createHttpsServer({ ...options, key: certificates.key, cert: certificates.cert }, listener);
  for (const [server, event] of [
    [plain, 'connection'],
    [secure, 'connection'],
    [secure, 'secureConnection'],
  ] as const) {
    server.on(event, (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
    });
    server.on('clientError', (_error, socket) => socket.destroy());
  }
  const [http, https] = await Promise.all([listen(plain), listen(secure)]);
  return {
    env: { NODE_EXTRA_CA_CERTS: caFile, SHAPE_PORTS: JSON.stringify({ http, https }) },
    seen: (run, id) => seen.get(`${run} ${id}`) ?? [],
    use: (cases) => {
      shapes.clear();
      for (const one of cases) shapes.set(one.id, one.answer);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([plain, secure].map((server) => new Promise((resolve) => server.close(resolve))));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function readRequest(req: IncomingMessage, done: (request: SeenRequest) => void): Promise<void> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of req) {
      hash.update(chunk as Buffer);
      size += (chunk as Buffer).length;
    }
  } catch {
    return;
  }
  const headers = req.rawHeaders.filter((_, index) => !ADDED.has(req.rawHeaders[index & ~1]?.toLowerCase() ?? ''));
  const { method = '', url = '', rawTrailers } = req;
  done({ method, url, headers, body: `${size} ${hash.digest('hex')}`, trailers: rawTrailers });
}

function contentOf({ content, size }: AnswerShape): Buffer {
  if (size === 0) return Buffer.alloc(0);
  if (content === 'binary') return Buffer.alloc(size, 0xc3);
  if (content === 'hostile-json') return Buffer.from(`${'[{"error":'.repeat(size / 10)}"__proto__"`);
  if (content === 'text') return Buffer.from('<html>\u20ac</html>'.repeat(size / 16 + 1)).subarray(0, size);
  const message = `Caller is not authorized to perform action on resource. ${'x'.repeat(size)}`;
  return Buffer.from(
    JSON.stringify({ error: { code: 'Forbidden', message, innererror: { code: 'ForbiddenByRbac' } } }),
  );
}

const ENCODERS: Readonly<Record<AnswerShape['encoding'], (bytes: Buffer) => readonly [string | undefined, Buffer]>> = {
  '': (bytes) => [undefined, bytes],
  gzip: (bytes) => ['gzip', gzipSync(bytes)],
  deflate: (bytes) => ['deflate', deflateSync(bytes)],
  br: (bytes) => ['br', brotliCompressSync(bytes)],
  unknown: (bytes) => ['x-own', bytes],
  'gzip-in-name-only': (bytes) => ['gzip', bytes],
};

async function send(res: ServerResponse, shape: AnswerShape): Promise<void> {
  const { fault } = shape;
  if (fault === 'hang') return;
  if (fault === 'reset-before-head') {
    res.socket?.destroy();
    return;
  }
  for (const status of shape.informational) {
    if (status === 103) res.writeEarlyHints({ link: '</a>; rel=preload' });
    else res.writeProcessing();
  }
  const [encoding, body] = ENCODERS[shape.encoding](contentOf(shape));
  const raw = rawAnswer(shape, body);
  if (raw !== undefined) {
    res.socket?.write(raw);
    await sleep(10);
    res.socket?.destroy();
    return;
  }
  res.statusCode = shape.status;
  res.sendDate = false;
  for (const [name, value] of shape.headers) res.appendHeader(name, value);
  if (encoding !== undefined) res.setHeader('content-encoding', encoding);
  const bodiless = shape.status === 204 || shape.status === 304;
  if (shape.framing === 'length' && !bodiless) res.setHeader('content-length', body.length);
  if (shape.framing === 'until-close') res.removeHeader('transfer-encoding');
  if (shape.closes) res.setHeader('connection', 'close');
  const trailers = shape.trailers && shape.framing === 'chunked' && !bodiless;
  if (trailers) res.setHeader('trailer', 'x-checksum');
  res.flushHeaders();
  if (fault === 'hang-in-body') {
    res.write(body.subarray(0, body.length / 2));
    return;
  }
  if (fault === 'reset-in-body') {
    res.write(body.subarray(0, body.length / 2));
    await sleep(10);
    res.socket?.destroy();
    return;
  }
  const step = Math.max(1, Math.ceil(body.length / shape.pieces));
  for (let start = 0; start < body.length; start += step) {
    if (start > 0) await sleep(2);
    if (res.destroyed) return;
    res.write(body.subarray(start, start + step));
  }
  if (trailers) res.addTrailers({ 'x-checksum': 'abc' });
  res.end();
}

/** Bytes that no server library would send. */
function rawAnswer({ fault, status, size }: AnswerShape, body: Buffer): string | Buffer | undefined {
  const head = `HTTP/1.1 ${status} Odd\r\nx-ms-request-id: 1\r\n`;
  switch (fault) {
    case 'reset-in-head':
      return `${head}x-cut`;
    case 'garbage-head':
      return `HTTX/9.9 abc\r\n${'\0'.repeat(1 + (size % 10))}\r\n\r\n`;
    case 'short-body':
      return Buffer.concat([Buffer.from(`${head}content-length: ${body.length + 100}\r\n\r\n`), body]);
    case 'long-body':
      return Buffer.concat([Buffer.from(`${head}content-length: ${Math.floor(body.length / 2)}\r\n\r\n`), body]);
    case 'bad-chunk':
      return `${head}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\nZZ\r\nworld\r\n0\r\n\r\n`;
    case 'endless-chunk-extension':
      return `${head}transfer-encoding: chunked\r\n\r\n5;${'e'.repeat(30_000)}\r\nhello\r\n0\r\n\r\n`;
    default:
      return undefined;
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
