// SPDX-License-Identifier: Apache-2.0

/** Names by which the spans of OpenTelemetry's own instrumentations are known. */
export const INSTRUMENTATION_SCOPES = {
  http: '@opentelemetry/instrumentation-http',
  undici: '@opentelemetry/instrumentation-undici',
} as const;
