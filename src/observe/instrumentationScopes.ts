// SPDX-License-Identifier: Apache-2.0
import type { Span } from '@opentelemetry/api';
import { scopeOf } from './scopeOf.ts';

/** Names by which the spans of OpenTelemetry's own instrumentations are known, and of the Azure SDK's own tracing. */
export const INSTRUMENTATION_SCOPES = {
  http: '@opentelemetry/instrumentation-http',
  undici: '@opentelemetry/instrumentation-undici',
  azure: '@azure/core-rest-pipeline',
} as const;

/**
 * Whether a span is of this instrumentation, or of a copy of it, as `@opentelemetry_sentry-patched/instrumentation-http`.
 */
export function isOfScope(span: Span, scope: keyof typeof INSTRUMENTATION_SCOPES): boolean {
  const name = INSTRUMENTATION_SCOPES[scope];
  const given = scopeOf(span)?.name;
  return given === name || given?.endsWith(name.slice(name.indexOf('/'))) === true;
}
