// SPDX-License-Identifier: Apache-2.0
import type { Span } from '@opentelemetry/api';

interface Scope {
  readonly name: string;
}

/**
 * The instrumentation that opened a span, as the SDK's spans tell (1.x by the older name); `undefined` for spans that
 * record nothing.
 */
export function scopeOf(span: Span): Scope | undefined {
  const told = span as { readonly instrumentationScope?: Scope; readonly instrumentationLibrary?: Scope };
  return told.instrumentationScope ?? told.instrumentationLibrary;
}
