// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, inflateSync } from 'node:zlib';
import { decodeExport, type OtlpSignal } from './decodeExport.ts';
import type { OtlpExport, OtlpResourceLogs, OtlpResourceMetrics, OtlpResourceSpans } from './OtlpJson.ts';
import { type LogView, logsOf, type MetricView, metricsOf, type SpanView, spansOf } from './views.ts';

export type OtlpProtocol = 'http/protobuf' | 'http/json' | 'grpc';

export interface OtlpRequest {
  readonly time: number;
  readonly protocol: OtlpProtocol;
  readonly signal: OtlpSignal;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly contentEncoding: string | undefined;
  /** The HTTP status answered; a gRPC call answers 200 and says the rest in `grpc-status`. Undefined: never answered. */
  readonly status: number | undefined;
}

/** What the receiver does instead of taking the telemetry. Nothing of a request that met a fault is kept but `requests` and `rawBytes`. */
export interface OtlpFault {
  /** Answered instead of 200; a gRPC call gets the matching grpc-status. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Before the answer. Alone it is a slow success, and the telemetry is kept. */
  readonly delayMs?: number;
  /** Never answer. */
  readonly hang?: boolean;
  /** Only these signals; default all. */
  readonly signals?: readonly OtlpSignal[];
  /** For so many requests; default until `setFault(undefined)`. */
  readonly times?: number;
}

export interface OtlpReceiver {
  /** Base URL for http/protobuf and http/json: `http://127.0.0.1:port`. */
  readonly httpUrl: string;
  /** Endpoint for grpc (h2c). */
  readonly grpcUrl: string;
  /** OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_PROTOCOL for a child. */
  env(protocol?: OtlpProtocol): Readonly<Record<string, string>>;
  readonly requests: readonly OtlpRequest[];
  /** The most connections that were open at once to `httpUrl`. */
  readonly peakConnections: number;
  resourceSpans(): readonly OtlpResourceSpans[];
  resourceMetrics(): readonly OtlpResourceMetrics[];
  resourceLogs(): readonly OtlpResourceLogs[];
  spans(): readonly SpanView[];
  /** The newest point of every series. */
  metrics(): readonly MetricView[];
  logs(): readonly LogView[];
  /** Every payload byte received, decompressed, one after the other. */
  rawBytes(): Buffer;
  /** Resolves as soon as the predicate holds; rejects after `timeoutMs` (default 10,000) saying what was there. */
  waitFor(predicate: (receiver: OtlpReceiver) => boolean, options?: { readonly timeoutMs?: number }): Promise<void>;
  setFault(fault: OtlpFault | undefined): void;
  reset(): void;
  close(): Promise<void>;
}

const PATHS: Readonly<Record<string, OtlpSignal>> = {
  '/v1/traces': 'traces',
  '/v1/metrics': 'metrics',
  '/v1/logs': 'logs',
  '/opentelemetry.proto.collector.trace.v1.TraceService/Export': 'traces',
  '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export': 'metrics',
  '/opentelemetry.proto.collector.logs.v1.LogsService/Export': 'logs',
};

/** HTTP status to grpc-status: https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md */
const GRPC_STATUS: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 404: 12, 429: 8, 503: 14, 504: 4 };

interface Arrival {
  readonly protocol: OtlpProtocol;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly contentEncoding: string | undefined;
  /** Decompressed. */
  readonly payload: Buffer;
}

/** Starts an OTLP receiver for http/protobuf, http/json and grpc on two ports of 127.0.0.1. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  let exports: OtlpExport[] = [];
  let requests: OtlpRequest[] = [];
  let payloads: Buffer[] = [];
  let fault: OtlpFault | undefined;
  let faultsLeft = 0;
  let peakConnections = 0;
  const waiters = new Set<() => void>();
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();

  const takeFault = (signal: OtlpSignal): OtlpFault | undefined => {
    if (fault === undefined || faultsLeft <= 0 || fault.signals?.includes(signal) === false) return undefined;
    faultsLeft -= 1;
    return fault;
  };

  /** The HTTP status to answer, or undefined for no answer at all. */
  const receive = async (arrival: Arrival): Promise<{ status: number | undefined; fault: OtlpFault | undefined }> => {
    const signal = PATHS[arrival.path];
    if (signal === undefined) return { status: 404, fault: undefined };
    payloads.push(arrival.payload);
    const met = takeFault(signal);
    if (met?.delayMs !== undefined) await sleep(met.delayMs);
    const status = met?.hang === true ? undefined : (met?.status ?? 200);
    const { protocol, path, headers, contentEncoding } = arrival;
    requests.push({ time: Date.now(), protocol, signal, path, headers, contentEncoding, status });
    if (status === 200) {
      exports.push(decodeExport(signal, protocol === 'http/json' ? 'json' : 'protobuf', arrival.payload));
    }
    for (const wake of waiters) wake();
    return { status, fault: met };
  };

  const http = createServer((req, res) => {
    answerHttp(req, res, receive).catch((error: unknown) => {
      if (!res.headersSent) res.writeHead(400);
      res.end(String(error));
    });
  });
  http.on('connection', (socket) => {
    sockets.add(socket);
    peakConnections = Math.max(peakConnections, sockets.size);
    socket.once('close', () => sockets.delete(socket));
  });
  const grpc = createHttp2Server();
  grpc.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  grpc.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    answerGrpc(stream, headers, receive).catch((error: unknown) => endGrpc(stream, 13, String(error)));
  });

  const [httpPort, grpcPort] = await Promise.all([listen(http), listen(grpc)]);
  const httpUrl = `http://127.0.0.1:${httpPort}`;
  const grpcUrl = `http://127.0.0.1:${grpcPort}`;

  const receiver: OtlpReceiver = {
    httpUrl,
    grpcUrl,
    env: (protocol = 'http/protobuf') => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? grpcUrl : httpUrl,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    }),
    get requests() {
      return requests;
    },
    get peakConnections() {
      return peakConnections;
    },
    resourceSpans: () => exports.flatMap((one) => one.resourceSpans ?? []),
    resourceMetrics: () => exports.flatMap((one) => one.resourceMetrics ?? []),
    resourceLogs: () => exports.flatMap((one) => one.resourceLogs ?? []),
    spans: () => spansOf(exports),
    metrics: () => metricsOf(exports),
    logs: () => logsOf(exports),
    rawBytes: () => Buffer.concat(payloads),
    waitFor: (predicate, { timeoutMs = 10_000 } = {}) =>
      new Promise((resolve, reject) => {
        const settle = (done: () => void) => {
          waiters.delete(check);
          clearTimeout(timer);
          done();
        };
        const check = () => {
          try {
            if (predicate(receiver)) settle(resolve);
          } catch (error) {
            settle(() => reject(error));
          }
        };
        const timer = setTimeout(() => settle(() => reject(new Error(timeoutMessage(receiver)))), timeoutMs);
        waiters.add(check);
        check();
      }),
    setFault: (next) => {
      fault = next;
      faultsLeft = next?.times ?? Number.POSITIVE_INFINITY;
    },
    reset: () => {
      exports = [];
      requests = [];
      payloads = [];
      fault = undefined;
      peakConnections = sockets.size;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      for (const session of sessions) session.destroy();
      await Promise.all([closed(http), closed(grpc)]);
    },
  };
  return receiver;
}

type Receive = (arrival: Arrival) => Promise<{ status: number | undefined; fault: OtlpFault | undefined }>;

async function answerHttp(req: IncomingMessage, res: ServerResponse, receive: Receive): Promise<void> {
  const json = (req.headers['content-type'] ?? '').startsWith('application/json');
  const contentEncoding = req.headers['content-encoding'];
  const payload = decompress(await bytesOf(req), contentEncoding);
  const protocol = json ? 'http/json' : 'http/protobuf';
  const path = (req.url ?? '').split('?')[0] ?? '';
  const { status, fault } = await receive({ protocol, path, headers: req.headers, contentEncoding, payload });
  if (status === undefined) return;
  const type = json ? 'application/json' : 'application/x-protobuf';
  res.writeHead(status, { 'content-type': type, ...fault?.headers });
  res.end(json ? '{}' : undefined);
}

async function answerGrpc(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, receive: Receive): Promise<void> {
  const frame = await bytesOf(stream);
  const encoding = headers['grpc-encoding'];
  const contentEncoding = frame[0] === 1 && typeof encoding === 'string' ? encoding : undefined;
  const payload = decompress(frame.subarray(5, 5 + frame.readUInt32BE(1)), contentEncoding);
  const path = String(headers[':path'] ?? '');
  const { status } = await receive({ protocol: 'grpc', path, headers, contentEncoding, payload });
  if (status === undefined) return;
  endGrpc(stream, status === 200 ? 0 : (GRPC_STATUS[status] ?? 2), '');
}

/** One unary reply: an empty message (flag and length, five zero bytes) on success, then the status in the trailers. */
function endGrpc(stream: ServerHttp2Stream, grpcStatus: number, message: string): void {
  if (stream.destroyed || stream.closed) return;
  stream.on('wantTrailers', () =>
    stream.sendTrailers({ 'grpc-status': String(grpcStatus), 'grpc-message': encodeURIComponent(message) }),
  );
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.end(grpcStatus === 0 ? Buffer.alloc(5) : undefined);
}

function decompress(bytes: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'gzip') return gunzipSync(bytes);
  if (encoding === 'deflate') return inflateSync(bytes);
  return bytes;
}

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function timeoutMessage(receiver: OtlpReceiver): string {
  const names = [...new Set([...receiver.spans(), ...receiver.metrics()].map((one) => one.name))];
  return `waitFor timed out after ${receiver.requests.length} requests; received: ${names.join(', ') || 'nothing'}`;
}

function listen(server: ReturnType<typeof createServer> | ReturnType<typeof createHttp2Server>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function closed(server: ReturnType<typeof createServer> | ReturnType<typeof createHttp2Server>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
