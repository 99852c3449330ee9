// SPDX-License-Identifier: Apache-2.0
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { JsonLogsSerializer, JsonMetricsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { OtlpFamily } from './OtlpFamily.ts';
import { sendOverHttp } from './otlpHttp.ts';
import { sendLast } from './sendLast.ts';
import { giveUpConnecting } from './whileConnecting.ts';

export const otlpFamily: OtlpFamily = {
  traceExporter: (options) => new OTLPTraceExporter(options),
  metricExporter: () => new OTLPMetricExporter(),
  logExporter: () => new OTLPLogExporter(),
  serialize: {
    traces: (spans) => JsonTraceSerializer.serializeRequest(spans),
    metrics: (metrics) => JsonMetricsSerializer.serializeRequest(metrics),
    logs: (records) => JsonLogsSerializer.serializeRequest(records),
  },
  sendLast,
  giveUpConnecting,
  send: sendOverHttp('application/json'),
};
