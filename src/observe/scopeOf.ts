// SPDX-License-Identifier: Apache-2.0
import type { Span } from '@opentelemetry/api';

/** The instrumentation that opened a span, as the SDK's spans tell (2.x and 3.x); `undefined` for spans that record nothing. */
export function scopeOf(span: Span): { readonly name: string } | undefined {
  return (span as { readonly instrumentationScope?: { readonly name: string } }).instrumentationScope;
}
