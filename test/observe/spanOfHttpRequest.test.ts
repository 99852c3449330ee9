// SPDX-License-Identifier: Apache-2.0
import type { ClientRequest } from 'node:http';
import { type Context, createContextKey, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, it } from 'vitest';
import { spanOfHttpRequest } from '../../src/observe/spanOfHttpRequest.ts';

const HTTP = '@opentelemetry/instrumentation-http';
const AZURE = '@azure/core-rest-pipeline';
const provider = new TracerProvider();

function spanOf(scope: string, kind = SpanKind.CLIENT) {
  return provider.getTracer(scope).startSpan('GET', { kind });
}

/** A request with this `traceparent`; nothing else of it is looked at. */
function request(traceparent?: string): ClientRequest {
  return {
    getHeader: (name: string) => (name === 'traceparent' ? traceparent : undefined),
  } as unknown as ClientRequest;
}

const within = (span: ReturnType<typeof spanOf>): Context => trace.setSpan(ROOT_CONTEXT, span);

it('is the active client span of the HTTP instrumentation, whatever is on the wire', () => {
  const span = spanOf(HTTP);
  expect(spanOfHttpRequest(within(span), request())).toBe(span);
});

it('is the span of the Azure SDK when its id is on the wire', () => {
  const span = spanOf(AZURE);
  const { traceId, spanId } = span.spanContext();
  expect(spanOfHttpRequest(within(span), request(`00-${traceId}-${spanId}-01`))).toBe(span);
  expect(spanOfHttpRequest(within(span), request(`00-${traceId}-${'1'.repeat(16)}-01`))).toBeUndefined();
  expect(spanOfHttpRequest(within(span), request())).toBeUndefined();
});

it('is the span of the Azure SDK when it suppresses all spans below, and so writes no id', () => {
  const span = spanOf(AZURE);
  expect(spanOfHttpRequest(suppressTracing(within(span)), request())).toBe(span);
});

it("is the client span of a vendor's copy of the HTTP instrumentation, and of an SDK of the line 1.x", () => {
  const copied = spanOf('@opentelemetry_sentry-patched/instrumentation-http');
  expect(spanOfHttpRequest(within(copied), request())).toBe(copied);
  const old = { ...spanOf('app'), instrumentationScope: undefined, instrumentationLibrary: { name: HTTP } };
  expect(spanOfHttpRequest(trace.setSpan(ROOT_CONTEXT, old as never), request())).toBe(old);
});

it.each(['traceparent', 'sentry-trace', 'b3'])('knows an id on the wire in %s', (name) => {
  const span = spanOf(AZURE);
  const { traceId, spanId } = span.spanContext();
  const sent = { getHeader: (asked: string) => (asked === name ? `${traceId}-${spanId}-1` : undefined) };
  expect(spanOfHttpRequest(within(span), sent as unknown as ClientRequest)).toBe(span);
});

it("is no client span of the program's own, which may stand for several requests, though its id is on the wire", () => {
  const span = spanOf('app');
  span.setAttribute('http.request.method', 'GET');
  const { traceId, spanId } = span.spanContext();
  expect(spanOfHttpRequest(within(span), request(`00-${traceId}-${spanId}-01`))).toBeUndefined();
});

it('is no span of the program, no server span, and nothing without a span', () => {
  expect(spanOfHttpRequest(within(spanOf('app')), request())).toBeUndefined();
  expect(spanOfHttpRequest(within(spanOf(HTTP, SpanKind.SERVER)), request())).toBeUndefined();
  expect(spanOfHttpRequest(ROOT_CONTEXT.setValue(createContextKey('other'), 1), request())).toBeUndefined();
});
