// SPDX-License-Identifier: Apache-2.0

/** Names by which the spans of OpenTelemetry's own instrumentations are known, and of the Azure SDK's own tracing. */
export const INSTRUMENTATION_SCOPES = {
  http: '@opentelemetry/instrumentation-http',
  undici: '@opentelemetry/instrumentation-undici',
  azure: '@azure/core-rest-pipeline',
} as const;
