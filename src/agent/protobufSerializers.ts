// SPDX-License-Identifier: Apache-2.0
import {
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import type { OtlpSerializers } from './OtlpFamily.ts';

export const protobufSerializers: OtlpSerializers = {
  traces: (spans) => ProtobufTraceSerializer.serializeRequest(spans),
  metrics: (metrics) => ProtobufMetricsSerializer.serializeRequest(metrics),
  logs: (records) => ProtobufLogsSerializer.serializeRequest(records),
};
