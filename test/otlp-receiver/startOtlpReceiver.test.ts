// SPDX-License-Identifier: Apache-2.0
import { ROOT_CONTEXT, SeverityNumber, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPLogExporter as GrpcLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as GrpcMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as JsonMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtoMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as GrpcTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OtlpProtocol, type OtlpReceiver, startOtlpReceiver } from './startOtlpReceiver.ts';

const EXPORTERS = {
  'http/protobuf': { Trace: ProtoTraceExporter, Metric: ProtoMetricExporter, Log: ProtoLogExporter },
  'http/json': { Trace: JsonTraceExporter, Metric: JsonMetricExporter, Log: JsonLogExporter },
  grpc: { Trace: GrpcTraceExporter, Metric: GrpcMetricExporter, Log: GrpcLogExporter },
} as const;
const PROTOCOLS: readonly OtlpProtocol[] = ['http/protobuf', 'http/json', 'grpc'];
const resource = resourceFromAttributes({ 'service.name': 'receiver-test' });

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

function traceExporter(protocol: OtlpProtocol, compression = CompressionAlgorithm.NONE): SpanExporter {
  const url = protocol === 'grpc' ? receiver.grpcUrl : `${receiver.httpUrl}/v1/traces`;
  return new EXPORTERS[protocol].Trace({ url, compression, timeoutMillis: 1_000 });
}

async function exportSpans(exporter: SpanExporter): Promise<void> {
  const provider = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('a-scope', '1.2.3');
  const parent = tracer.startSpan('parent', { kind: SpanKind.SERVER });
  const child = tracer.startSpan(
    'child',
    { kind: SpanKind.CLIENT, attributes: { text: 'ä', whole: 42, part: 0.5, yes: true, list: ['a', 'b'] } },
    trace.setSpan(ROOT_CONTEXT, parent),
  );
  child.addEvent('happened', { at: 'once' });
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'no' });
  child.end();
  parent.end();
  await provider.shutdown();
}

describe.each(PROTOCOLS)('what the official %s exporters send', (protocol) => {
  it('comes back as the spans that were made', async () => {
    await exportSpans(traceExporter(protocol));
    await receiver.waitFor((one) => one.spans().length === 2);
    const [child, parent] = receiver.spans();
    expect(child).toMatchObject({
      name: 'child',
      kind: 'client',
      attributes: { text: 'ä', whole: 42, part: 0.5, yes: true, list: ['a', 'b'] },
      status: { code: 'error', message: 'no' },
      scope: 'a-scope',
      scopeVersion: '1.2.3',
      traceId: parent?.traceId,
      parentSpanId: parent?.spanId,
      events: [{ name: 'happened', attributes: { at: 'once' } }],
      resource: { 'service.name': 'receiver-test' },
    });
    expect(child?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(parent).toMatchObject({ kind: 'server', parentSpanId: undefined, status: { code: 'unset' } });
    expect(parent?.endTimeUnixNano).toBeGreaterThan(1_600_000_000_000_000_000n);
    expect(receiver.requests).toMatchObject([{ protocol, signal: 'traces', status: 200 }]);
  });

  it('comes back as the metrics that were recorded', async () => {
    const url = protocol === 'grpc' ? receiver.grpcUrl : `${receiver.httpUrl}/v1/metrics`;
    const exporter = new EXPORTERS[protocol].Metric({ url });
    const provider = new MeterProvider({
      resource,
      readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 })],
      views: [{ instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
    });
    const meter = provider.getMeter('a-meter');
    meter.createCounter('counter', { unit: '{request}', description: 'counted' }).add(3, { way: 'in' });
    meter.createGauge('gauge').record(-0.25);
    const histogram = meter.createHistogram('histogram', { advice: { explicitBucketBoundaries: [1, 2] } });
    for (const value of [0.5, 1.5, 9]) histogram.record(value, { way: 'in' });
    meter.createHistogram('exponential').record(7);
    await provider.forceFlush();
    meter.createCounter('counter', { unit: '{request}', description: 'counted' }).add(4, { way: 'in' });
    await provider.shutdown();

    const byName = Object.fromEntries(receiver.metrics().map((metric) => [metric.name, metric]));
    expect(receiver.metrics()).toHaveLength(4);
    expect(byName['counter']).toMatchObject({
      type: 'sum',
      unit: '{request}',
      description: 'counted',
      temporality: 'cumulative',
      monotonic: true,
      value: 7,
      attributes: { way: 'in' },
      scope: 'a-meter',
      resource: { 'service.name': 'receiver-test' },
    });
    expect(byName['gauge']).toMatchObject({ type: 'gauge', value: -0.25 });
    expect(byName['histogram']).toMatchObject({
      type: 'histogram',
      count: 3,
      sum: 11,
      min: 0.5,
      max: 9,
      bounds: [1, 2],
      buckets: [1, 1, 1],
    });
    expect(byName['exponential']).toMatchObject({ type: 'exponential_histogram', count: 1, sum: 7, max: 7 });
  });

  it('comes back as the log records that were emitted', async () => {
    const url = protocol === 'grpc' ? receiver.grpcUrl : `${receiver.httpUrl}/v1/logs`;
    const exporter = new EXPORTERS[protocol].Log({ url });
    const provider = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter })] });
    provider.getLogger('a-logger').emit({
      eventName: 'an.event',
      severityNumber: SeverityNumber.WARN,
      severityText: 'WARN',
      body: { nested: { deep: [1, 'two'] } },
      attributes: { why: 'because' },
      context: trace.setSpanContext(ROOT_CONTEXT, {
        traceId: '0102030405060708090a0b0c0d0e0f10',
        spanId: '0102030405060708',
        traceFlags: 1,
      }),
    });
    await provider.shutdown();
    expect(receiver.logs()).toMatchObject([
      {
        eventName: 'an.event',
        severityNumber: 13,
        severityText: 'WARN',
        body: { nested: { deep: [1, 'two'] } },
        attributes: { why: 'because' },
        traceId: '0102030405060708090a0b0c0d0e0f10',
        spanId: '0102030405060708',
        scope: 'a-logger',
      },
    ]);
  });

  it('is readable, and kept decompressed, when it was sent with gzip', async () => {
    await exportSpans(traceExporter(protocol, CompressionAlgorithm.GZIP));
    await receiver.waitFor((one) => one.spans().length === 2);
    expect(receiver.requests[0]?.contentEncoding).toBe('gzip');
    expect(receiver.rawBytes().includes('receiver-test')).toBe(true);
  });

  it('is not taken by a receiver that hangs, and the receiver still closes', async () => {
    receiver.setFault({ hang: true });
    const exported = exportSpans(traceExporter(protocol)).catch(() => undefined);
    await receiver.waitFor((one) => one.requests.length > 0);
    expect(receiver.requests[0]?.status).toBeUndefined();
    expect(receiver.spans()).toEqual([]);
    await receiver.close();
    await exported;
  });
});

describe('a refusal', () => {
  it.each(['http/protobuf', 'http/json'] as const)('makes the %s exporter send again', async (protocol) => {
    receiver.setFault({ status: 503, headers: { 'retry-after': '0' }, times: 1 });
    await exportSpans(traceExporter(protocol));
    expect(receiver.requests.map((request) => request.status)).toEqual([503, 200]);
    expect(receiver.spans()).toHaveLength(2);
  });

  it('reaches the grpc exporter as UNAVAILABLE', async () => {
    receiver.setFault({ status: 503, times: 1 });
    await expect(exportSpans(traceExporter('grpc'))).rejects.toThrow(/UNAVAILABLE/);
    expect(receiver.spans()).toEqual([]);
  });

  it('can be of one signal only', async () => {
    receiver.setFault({ status: 400, signals: ['metrics'] });
    await exportSpans(traceExporter('http/json'));
    expect(receiver.requests.map((request) => request.status)).toEqual([200]);
  });
});

describe('a receiver', () => {
  it('refuses what is not OTLP and keeps nothing of it', async () => {
    const post = (path: string, body: string) =>
      fetch(`${receiver.httpUrl}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect((await post('/v1/traces', 'no json')).status).toBe(400);
    expect((await post('/elsewhere', '{}')).status).toBe(404);
    expect(receiver.spans()).toEqual([]);
  });

  it('says what it has when it waited in vain', async () => {
    await exportSpans(traceExporter('http/json'));
    await expect(receiver.waitFor((one) => one.spans().length > 9, { timeoutMs: 20 })).rejects.toThrow(/child, parent/);
  });

  it('forgets everything on reset', async () => {
    await exportSpans(traceExporter('http/json'));
    receiver.reset();
    expect(receiver.spans()).toEqual([]);
    expect(receiver.requests).toEqual([]);
    expect(receiver.rawBytes()).toHaveLength(0);
  });

  it('tells a child where to send', () => {
    expect(receiver.env('grpc')).toEqual({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.grpcUrl,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    });
    expect(receiver.env()['OTEL_EXPORTER_OTLP_ENDPOINT']).toBe(receiver.httpUrl);
  });
});
