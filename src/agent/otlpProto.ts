// SPDX-License-Identifier: Apache-2.0
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { OtlpFamily } from './OtlpFamily.ts';
import { sendOverHttp } from './otlpHttp.ts';
import { protobufSerializers } from './protobufSerializers.ts';
import { sendLast } from './sendLast.ts';
import { giveUpConnecting } from './whileConnecting.ts';

export const otlpFamily: OtlpFamily = {
  traceExporter: (options) => new OTLPTraceExporter(options),
  metricExporter: () => new OTLPMetricExporter(),
  logExporter: () => new OTLPLogExporter(),
  serialize: protobufSerializers,
  sendLast,
  giveUpConnecting,
  send: sendOverHttp('application/x-protobuf'),
};
