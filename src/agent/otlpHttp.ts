// SPDX-License-Identifier: Apache-2.0
import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import type { OtlpSignal } from './exporterChoice.ts';
import { deliver, PASS_THROUGH, UNCOUNTED } from './passThrough.ts';

const COMPONENT = 'keyvault_otel_relay';

/** Sends serialized requests over HTTP with the options of the environment, as the exporters of that content type do. */
export function sendOverHttp(contentType: string): (signal: OtlpSignal, body: Uint8Array) => Promise<void> {
  return (signal, body) => {
    const options = convertLegacyHttpOptions({}, signal.toUpperCase(), `v1/${signal}`, { 'Content-Type': contentType });
    return deliver(createOtlpHttpExportDelegate(options, PASS_THROUGH, COMPONENT, UNCOUNTED, undefined), body);
  };
}
