// SPDX-License-Identifier: Apache-2.0
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { diag } from '@opentelemetry/api';

type Headers = Readonly<Record<string, string>>;

/** Of the connection or of one body: the exporter's business, whose requests would be refused. */
const OF_TRANSPORT: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);
/** What gRPC takes as metadata, which is less than a header of HTTP may be. Values of `-bin` keys are no text. */
const GRPC_KEY = /^(?!.*-bin$)[0-9a-z_.-]+$/i;
const GRPC_VALUE = /^[ -~]*$/;

/**
 * In the build, the headers of `OTEL_EXPORTER_OTLP_HEADERS` that can be sent. One that cannot would make every export
 * fail, and with gRPC the start of the SDK.
 */
export function sendableHeaders(headers: Headers, transport: 'http' | 'grpc'): Headers {
  const isSendable = transport === 'grpc' ? isMetadata : isHttpHeader;
  const all = Object.entries(headers);
  const sendable = all.filter(([name, value]) => !OF_TRANSPORT.has(name.toLowerCase()) && isSendable(name, value));
  // Neither is named: what stands in the wrong place may be a key.
  const left = all.length - sendable.length;
  if (left > 0) diag.warn(`keyvault-otel: OTEL_EXPORTER_OTLP_HEADERS: ${left} left out that cannot be sent`);
  return Object.fromEntries(sendable);
}

function isMetadata(name: string, value: string): boolean {
  return GRPC_KEY.test(name) && GRPC_VALUE.test(value);
}

function isHttpHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
