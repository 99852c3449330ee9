// SPDX-License-Identifier: Apache-2.0
import type { Span } from '@opentelemetry/api';
import type { HeaderReader } from '../understand/HeaderReader.ts';

/** Where propagators write the id of a span. */
const TRACE_HEADERS = ['traceparent', 'b3', 'x-b3-spanid', 'uber-trace-id', 'x-amzn-trace-id', 'sentry-trace'] as const;

/** Whether the header of a request carries the id of a span. */
export function isOnWire(span: Span, header: HeaderReader): boolean {
  const { spanId } = span.spanContext();
  return TRACE_HEADERS.some((name) => header(name)?.includes(spanId) === true);
}
