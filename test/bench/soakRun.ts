// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { Client } from 'undici';
import { type Memory, memoryInUse } from './memoryInUse.ts';
import { startRawServer } from './RawServer.ts';

/** The part of `KeyVaultInstrumentation` that is used, of the source or of the build. */
interface Instrumented {
  setTracerProvider(provider: TracerProvider): void;
  setMeterProvider(provider: MeterProvider): void;
  setLoggerProvider(provider: LoggerProvider): void;
  disable(): void;
}

export interface SoakOptions {
  readonly calls: number;
  readonly hosts: number;
  readonly objects: number;
  /** Calls over one connection; then another vault has its turn. */
  readonly visit: number;
  /** How often the heap is measured, in calls. */
  readonly sampleEvery: number;
  readonly create: () => Instrumented;
  readonly onSample?: (sample: SoakSample) => void;
}

export interface SoakSample extends Memory {
  readonly calls: number;
  /** Points of each metric. */
  readonly series: Readonly<Record<string, number>>;
  /** Requests that the duration histogram counts. */
  readonly recorded: number;
  readonly spans: number;
  readonly events: number;
}

const VISITORS = 8;
const APPLICATIONS = 1_000;
/** One visit in so many goes by node:http, the others by undici. */
const HTTP_SHARE = 25;
const STATUSES = [200, 200, 200, 200, 200, 200, 200, 401, 403, 429] as const;

/**
 * Real requests by undici and node:http over real connections to one server on a Unix socket, each to the host that it
 * names: the same objects and channels as in a program. Spans, metrics and events go through the SDK to exporters that
 * count.
 */
export async function soakRun(options: SoakOptions): Promise<readonly SoakSample[]> {
  const directory = mkdtempSync(join(tmpdir(), 'soak-'));
  const socketPath = join(directory, 'socket');
  const server = await startRawServer(socketPath);
  const sink = countingSdk();
  const instrumentation = options.create();
  instrumentation.setTracerProvider(sink.tracerProvider);
  instrumentation.setMeterProvider(sink.meterProvider);
  instrumentation.setLoggerProvider(sink.loggerProvider);
  const samples: SoakSample[] = [];
  try {
    for (let done = 0; done < options.calls; done += options.sampleEvery) {
      let next = done / options.visit;
      const visitor = async (): Promise<void> => {
        while (next * options.visit < done + options.sampleEvery) {
          const visit = next;
          next += 1;
          await (visit % HTTP_SHARE === 0 ? visitByHttp : visitByUndici)(visit, options, socketPath);
        }
      };
      await Promise.all(Array.from({ length: VISITORS }, visitor));
      const sample = { calls: done + options.sampleEvery, ...memoryInUse(), ...(await sink.counts()) };
      samples.push(sample);
      options.onSample?.(sample);
    }
  } finally {
    instrumentation.disable();
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  }
  return samples;
}

async function visitByUndici(visit: number, options: SoakOptions, socketPath: string): Promise<void> {
  const client = new Client(`http://${hostOf(visit, options)}`, { socketPath, pipelining: options.visit });
  await Promise.all(
    Array.from({ length: options.visit }, async (_, index) => {
      const { body } = await client.request({ ...callOf(visit * options.visit + index, options), method: 'GET' });
      await body.dump();
    }),
  );
  await client.close();
}

async function visitByHttp(visit: number, options: SoakOptions, socketPath: string): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const host = hostOf(visit, options);
  for (let index = 0; index < options.visit; index += 1) {
    const { path, headers } = callOf(visit * options.visit + index, options);
    const outgoing = request({ host, socketPath, agent, path, headers }).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
  }
  agent.destroy();
}

interface Call {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

function hostOf(visit: number, { hosts }: SoakOptions): string {
  return `vault-${visit % hosts}.vault.azure.net`;
}

function callOf(index: number, { objects }: SoakOptions): Call {
  const status = STATUSES[index % STATUSES.length] ?? 200;
  return {
    // Each object twice, then on by a prime step, so that hosts and objects meet in ever new ways.
    path: `/secrets/object-${(Math.floor(index / 2) * 31) % objects}?api-version=7.6&status=${status}`,
    headers: {
      'x-ms-client-request-id': `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      ...(status === 401 ? {} : { authorization: `Bearer ${tokenOf(index % APPLICATIONS)}` }),
    },
  };
}

const tokens = new Map<number, string>();

function tokenOf(application: number): string {
  const known = tokens.get(application);
  if (known !== undefined) return known;
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const appid = `aaaaaaaa-bbbb-4ccc-8ddd-${String(application).padStart(12, '0')}`;
  const claims = { aud: 'https://vault.azure.net', appid, oid: appid, exp: 4_102_444_800, idtyp: 'app' };
  const signature = Buffer.alloc(256, `signature ${application} `).toString('base64url');
  const token = `${part({ typ: 'JWT', alg: 'RS256' })}.${part(claims)}.${signature}`;
  tokens.set(application, token);
  return token;
}

class Reader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

function countingSdk() {
  let spans = 0;
  let events = 0;
  const none = async (): Promise<void> => undefined;
  const spanExporter: SpanExporter = {
    export: (batch, done) => {
      spans += batch.length;
      done({ code: 0 });
    },
    shutdown: none,
  };
  const logExporter: LogRecordExporter = {
    export: (batch, done) => {
      events += batch.length;
      done({ code: 0 });
    },
    forceFlush: none,
    shutdown: none,
  };
  const reader = new Reader();
  const limits = { maxQueueSize: 100_000, maxExportBatchSize: 512, scheduledDelayMillis: 100 };
  const tracerProvider = new TracerProvider({
    spanProcessors: [new BatchSpanProcessor({ exporter: spanExporter, ...limits })],
  });
  const loggerProvider = new LoggerProvider({
    processors: [new BatchLogRecordProcessor({ exporter: logExporter, ...limits })],
  });
  return {
    tracerProvider,
    loggerProvider,
    meterProvider: new MeterProvider({ readers: [reader] }),
    counts: async () => {
      await Promise.all([tracerProvider.forceFlush(), loggerProvider.forceFlush()]);
      const { resourceMetrics } = await reader.collect();
      const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      const duration = metrics.find(({ descriptor }) => descriptor.name.endsWith('client.request.duration'));
      const recorded = (duration?.dataPoints ?? []).reduce(
        (sum, { value }) => sum + (typeof value === 'number' ? 0 : value.count),
        0,
      );
      const series = Object.fromEntries(
        metrics.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints.length]),
      );
      return { spans, events, series, recorded };
    },
  };
}
