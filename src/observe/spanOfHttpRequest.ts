// SPDX-License-Identifier: Apache-2.0
import type { ClientRequest } from 'node:http';
import { type Context, createContextKey, type Span, SpanKind, trace } from '@opentelemetry/api';
import { INSTRUMENTATION_SCOPES } from './instrumentationScopes.ts';
import { isLeftOut } from './isLeftOut.ts';
import { scopeOf } from './scopeOf.ts';

/** Of OpenTelemetry's core: set where `AZURE_HTTP_TRACING_CHILDREN_DISABLED` keeps HTTP spans away; then no id is written. */
const SUPPRESSED = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/**
 * The client span that another instrumentation opened for exactly this request, if any.
 *
 * @param context The context in which the request was created.
 */
export function spanOfHttpRequest(context: Context, request: ClientRequest): Span | undefined {
  const active = trace.getSpan(context);
  if (active === undefined) return undefined;
  const scope = scopeOf(active)?.name;
  const isClient = (active as { readonly kind?: SpanKind }).kind === SpanKind.CLIENT;
  if (scope === INSTRUMENTATION_SCOPES.http) return isClient ? active : undefined;
  const parent = request.getHeader('traceparent');
  const isOnWire = typeof parent === 'string' && parent.includes(active.spanContext().spanId);
  if (isLeftOut(active)) return isOnWire ? active : undefined;
  // The Azure SDK's own tracing opens a client span for each attempt, and writes its id into the request itself.
  if (!isClient || scope !== INSTRUMENTATION_SCOPES.azure) return undefined;
  return isOnWire || (typeof parent !== 'string' && context.getValue(SUPPRESSED) === true) ? active : undefined;
}
