// SPDX-License-Identifier: Apache-2.0
import type { OtlpExport } from './OtlpJson.ts';
import { otlpMessage } from './otlpMessages.ts';

export type OtlpSignal = 'traces' | 'metrics' | 'logs';

const REQUEST_MESSAGE: Readonly<Record<OtlpSignal, string>> = {
  traces: 'ExportTraceServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
  logs: 'ExportLogsServiceRequest',
};

const ID_FIELDS: ReadonlySet<string> = new Set(['traceId', 'spanId', 'parentSpanId']);

/** Reads one export request; throws on bytes that are not one. */
export function decodeExport(signal: OtlpSignal, encoding: 'protobuf' | 'json', payload: Uint8Array): OtlpExport {
  if (encoding === 'json') return JSON.parse(Buffer.from(payload).toString('utf8')) as OtlpExport;
  const type = otlpMessage(REQUEST_MESSAGE[signal]);
  const plain = type.toObject(type.decode(payload), { longs: String, bytes: String });
  return JSON.parse(JSON.stringify(plain), (key, value: unknown) =>
    ID_FIELDS.has(key) && typeof value === 'string' ? Buffer.from(value, 'base64').toString('hex') : value,
  ) as OtlpExport;
}
