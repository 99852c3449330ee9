// SPDX-License-Identifier: Apache-2.0
import type { ClientRequest } from 'node:http';
import { type Context, createContextKey, type Span, SpanKind, trace } from '@opentelemetry/api';
import { requestHeaders } from './httpHeaders.ts';
import { isOfScope } from './instrumentationScopes.ts';
import { isLeftOut } from './isLeftOut.ts';
import { isOnWire } from './isOnWire.ts';

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
  const isClient = (active as { readonly kind?: SpanKind }).kind === SpanKind.CLIENT;
  if (isOfScope(active, 'http')) return isClient ? active : undefined;
  if (!isClient && !isLeftOut(active)) return undefined;
  const header = requestHeaders(request);
  // The Azure SDK's own tracing opens a client span for each attempt, and writes its id into the request itself.
  const isAzures = isOfScope(active, 'azure');
  if (isOnWire(active, header)) return isAzures || isLeftOut(active) ? active : undefined;
  return isAzures && header('traceparent') === undefined && context.getValue(SUPPRESSED) === true ? active : undefined;
}
