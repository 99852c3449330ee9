// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Attributes } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import {
  type KeyVaultInstrumentation,
  type KeyVaultInstrumentationConfig,
  KeyVaultInstrumentation as New,
} from '../../src/index.ts';

/** A request of the program, and what the vault answers. */
export interface Call {
  /** Default `contoso.vault.azure.net`; the request goes to this machine whatever it says. */
  readonly host?: string;
  readonly method?: string;
  /** Default a secret. */
  readonly path?: string;
  readonly token?: string;
  /** Default 200. */
  readonly status?: number;
  readonly body?: string;
  /** Body of the request. */
  readonly sent?: string;
}

class Reader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

/** A program with an SDK of its own and one instrumentation, in this process; its vaults are one local server. */
export interface Program {
  readonly port: number;
  readonly tracerProvider: TracerProvider;
  /** Makes an instrumentation that reports to the SDK; the one before is disabled. */
  use(config?: KeyVaultInstrumentationConfig): KeyVaultInstrumentation;
  /** Resolves to the status when the body has been read. */
  call(call?: Call): Promise<number>;
  spans(): readonly ReadableSpan[];
  /** Attributes of the newest span. */
  attributes(): Attributes;
  /** Names of metrics with a value since they were asked for last. */
  metrics(): Promise<readonly string[]>;
  /** Names of log events. */
  events(): readonly (string | undefined)[];
  /** Forgets what was recorded, and takes the instrumentation away. */
  reset(): void;
  close(): Promise<void>;
}

export async function startProgram(): Promise<Program> {
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    const { status, body } = JSON.parse(headerOf(incoming.headers, 'x-answer')) as Required<
      Pick<Call, 'status' | 'body'>
    >;
    outgoing.writeHead(status, { 'content-type': 'application/json' });
    outgoing.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const spans = new InMemorySpanExporter();
  const logs = new InMemoryLogRecordExporter();
  // Deltas, so that each collection tells only of what happened since the one before.
  const reader = new Reader({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const loggerProvider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: logs })] });
  let instrumentation: KeyVaultInstrumentation | undefined;

  return {
    port,
    tracerProvider,
    use: (config) => {
      instrumentation?.disable();
      instrumentation = new New(config);
      instrumentation.setTracerProvider(tracerProvider);
      instrumentation.setMeterProvider(meterProvider);
      instrumentation.setLoggerProvider(loggerProvider);
      return instrumentation;
    },
    call: async ({
      host,
      method = 'GET',
      path = '/secrets/db-password?api-version=7.6',
      token,
      status,
      body,
      sent,
    } = {}) => {
      const outgoing = request({
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: {
          host: host ?? 'contoso.vault.azure.net',
          'x-answer': JSON.stringify({ status: status ?? 200, body: body ?? '{}' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      });
      outgoing.end(sent);
      const closed = once(outgoing, 'close');
      const [response] = await once(outgoing, 'response');
      await text(response);
      await closed;
      return response.statusCode;
    },
    spans: () => spans.getFinishedSpans(),
    attributes: () => spans.getFinishedSpans().at(-1)?.attributes ?? {},
    metrics: async () => {
      const { resourceMetrics } = await reader.collect();
      return resourceMetrics.scopeMetrics
        .flatMap((scope) => scope.metrics)
        .filter(({ dataPoints }) => dataPoints.length > 0)
        .map(({ descriptor }) => descriptor.name);
    },
    events: () => logs.getFinishedLogRecords().map(({ eventName }) => eventName),
    reset: () => {
      instrumentation?.disable();
      instrumentation = undefined;
      spans.reset();
      logs.reset();
    },
    close: async () => {
      instrumentation?.disable();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function headerOf(headers: IncomingHttpHeaders, name: string): string {
  return String(headers[name]);
}
