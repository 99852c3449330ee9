// SPDX-License-Identifier: Apache-2.0
import { type Span, TraceFlags } from '@opentelemetry/api';
import { scopeOf } from './scopeOf.ts';

/** Whether a sampler left this span out: it records nothing, and tells no more than its ids. */
export function isLeftOut(span: Span): boolean {
  return scopeOf(span) === undefined && (span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0;
}
