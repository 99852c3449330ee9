// SPDX-License-Identifier: Apache-2.0
import { type Attributes, context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChallengeSpanProcessor } from '../../src/index.ts';

const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({
  spanProcessors: [new ChallengeSpanProcessor(), new SimpleSpanProcessor({ exporter })],
});
const tracer = provider.getTracer('test');
const statuses = (): Readonly<Record<string, SpanStatusCode>> =>
  Object.fromEntries(exporter.getFinishedSpans().map(({ name, status }) => [name, status.code]));

beforeEach(() => exporter.reset());

/** An operation, above a client span of the Azure SDK, above the HTTP request; all end as errors. */
function failingCall(status: number, request: Attributes): void {
  const operation = tracer.startSpan('operation');
  const inOperation = trace.setSpan(context.active(), operation);
  const azure = tracer.startSpan(
    'azure',
    { kind: SpanKind.CLIENT, attributes: { 'http.status_code': status } },
    inOperation,
  );
  const http = tracer.startSpan(
    'http',
    { kind: SpanKind.CLIENT, attributes: request },
    trace.setSpan(inOperation, azure),
  );
  for (const span of [http, azure, operation]) span.setStatus({ code: SpanStatusCode.ERROR }).end();
}

describe('the processor for challenges', () => {
  it('takes the error off a challenge and off the span right above it', () => {
    failingCall(401, { 'azure.keyvault.outcome': 'challenge' });
    expect(statuses()).toEqual({
      http: SpanStatusCode.UNSET,
      azure: SpanStatusCode.UNSET,
      operation: SpanStatusCode.ERROR,
    });
  });

  it('leaves failures as they are', () => {
    failingCall(401, { 'azure.keyvault.outcome': 'failure' });
    expect(new Set(Object.values(statuses()))).toEqual(new Set([SpanStatusCode.ERROR]));
  });

  it('leaves an operation alone that stands right above a challenge and failed', () => {
    const operation = tracer.startSpan('operation');
    const above = trace.setSpan(context.active(), operation);
    tracer.startSpan('http', { attributes: { 'azure.keyvault.outcome': 'challenge' } }, above).end();
    operation.setStatus({ code: SpanStatusCode.ERROR }).end();
    expect(statuses()).toMatchObject({ operation: SpanStatusCode.ERROR });
  });

  it('leaves the spans of everything else alone', () => {
    failingCall(401, {});
    failingCall(500, {});
    expect(new Set(Object.values(statuses()))).toEqual(new Set([SpanStatusCode.ERROR]));
  });

  it('holds what it remembers to a bound', () => {
    const parents = Array.from({ length: 300 }, (_, index) => {
      const azure = tracer.startSpan(`azure ${index}`, { attributes: { 'http.status_code': 401 } });
      const above = trace.setSpan(context.active(), azure);
      tracer.startSpan('http', { attributes: { 'azure.keyvault.outcome': 'challenge' } }, above).end();
      return azure;
    });
    for (const span of parents) span.setStatus({ code: SpanStatusCode.ERROR }).end();
    expect(statuses()['azure 0']).toBe(SpanStatusCode.ERROR);
    expect(statuses()['azure 299']).toBe(SpanStatusCode.UNSET);
  });
});
