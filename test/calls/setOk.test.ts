// SPDX-License-Identifier: Apache-2.0
import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, it } from 'vitest';
import { setOk } from '../../src/calls/setOk.ts';

/** As the spans of SDK 1.x: the last status counts. */
class OldSpan {
  readonly instrumentationLibrary = { name: 'http' };
  status = { code: SpanStatusCode.UNSET };
  setStatus(status: { code: SpanStatusCode }): this {
    this.status = status;
    return this;
  }
}

it.each([
  ['1.x', () => new OldSpan()],
  ['the SDK of now', () => new TracerProvider().getTracer('http').startSpan('GET')],
])('an ERROR that comes later changes nothing on a span of %s', (_line, make) => {
  const span = make() as unknown as Span & { readonly status: { readonly code: SpanStatusCode } };
  setOk(span);
  expect(span.setStatus({ code: SpanStatusCode.ERROR })).toBe(span);
  expect(span.status.code).toBe(SpanStatusCode.OK);
});
