// SPDX-License-Identifier: Apache-2.0
import { type Span, SpanStatusCode } from '@opentelemetry/api';

/**
 * Sets the status OK for good: an instrumentation that takes the answer for an error comes later. To the SDK OK is final,
 * as the specification wants it, but not in 1.x, whose spans name their scope otherwise.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/api/#set-status
 */
export function setOk(span: Span): void {
  span.setStatus({ code: SpanStatusCode.OK });
  if (!('instrumentationLibrary' in span) || 'instrumentationScope' in span) return;
  Reflect.defineProperty(span, 'setStatus', { value: () => span, configurable: true, writable: true });
}
