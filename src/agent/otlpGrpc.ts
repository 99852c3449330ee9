// SPDX-License-Identifier: Apache-2.0
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { convertLegacyOtlpGrpcOptions, createOtlpGrpcExportDelegate } from '@opentelemetry/otlp-grpc-exporter-base';
import { PlainError } from '../host/PlainError.ts';
import type { OtlpSignal } from './exporterChoice.ts';
import type { OtlpFamily } from './OtlpFamily.ts';
import { deliver, PASS_THROUGH, UNCOUNTED } from './passThrough.ts';
import { protobufSerializers } from './protobufSerializers.ts';
import { sendLast } from './sendLast.ts';
import { giveUpConnecting } from './whileConnecting.ts';

const COMPONENT = 'keyvault_otel_relay';

/** @see https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto/collector */
const SERVICES: Readonly<Record<OtlpSignal, string>> = {
  traces: 'trace.v1.TraceService',
  metrics: 'metrics.v1.MetricsService',
  logs: 'logs.v1.LogsService',
};

export const otlpFamily: OtlpFamily = {
  traceExporter: (options) => made(() => new OTLPTraceExporter(options)),
  metricExporter: () => made(() => new OTLPMetricExporter()),
  logExporter: () => made(() => new OTLPLogExporter()),
  serialize: protobufSerializers,
  sendLast,
  giveUpConnecting,
  send: (signal, body) =>
    deliver(
      createOtlpGrpcExportDelegate(
        convertLegacyOtlpGrpcOptions({}, signal.toUpperCase()),
        PASS_THROUGH,
        COMPONENT,
        UNCOUNTED,
        undefined,
        'Export',
        `/opentelemetry.proto.collector.${SERVICES[signal]}/Export`,
      ),
      body,
    ),
};

/** Those of HTTP say themselves what is wrong with an endpoint, and take the default. */
function made<Exporter>(make: () => Exporter): Exporter {
  try {
    return make();
  } catch (cause) {
    throw new PlainError(
      'no exporter for gRPC can be made of OTEL_EXPORTER_OTLP_ENDPOINT, or of the one of a signal; nothing is sent',
      { cause },
    );
  }
}
