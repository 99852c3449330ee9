// SPDX-License-Identifier: Apache-2.0
import protobuf from 'protobufjs';

/**
 * The messages of the OpenTelemetry protocol, as `field number type`; `*` marks a repeated field.
 * Names and numbers: https://github.com/open-telemetry/opentelemetry-proto (opentelemetry/proto/**).
 */
const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  ExportTraceServiceRequest: ['resourceSpans 1 ResourceSpans*'],
  ExportMetricsServiceRequest: ['resourceMetrics 1 ResourceMetrics*'],
  ExportLogsServiceRequest: ['resourceLogs 1 ResourceLogs*'],

  AnyValue: [
    'stringValue 1 string',
    'boolValue 2 bool',
    'intValue 3 int64',
    'doubleValue 4 double',
    'arrayValue 5 ArrayValue',
    'kvlistValue 6 KeyValueList',
    'bytesValue 7 bytes',
  ],
  ArrayValue: ['values 1 AnyValue*'],
  KeyValueList: ['values 1 KeyValue*'],
  KeyValue: ['key 1 string', 'value 2 AnyValue'],
  InstrumentationScope: [
    'name 1 string',
    'version 2 string',
    'attributes 3 KeyValue*',
    'droppedAttributesCount 4 uint32',
  ],
  Resource: ['attributes 1 KeyValue*', 'droppedAttributesCount 2 uint32'],

  ResourceSpans: ['resource 1 Resource', 'scopeSpans 2 ScopeSpans*', 'schemaUrl 3 string'],
  ScopeSpans: ['scope 1 InstrumentationScope', 'spans 2 Span*', 'schemaUrl 3 string'],
  Span: [
    'traceId 1 bytes',
    'spanId 2 bytes',
    'traceState 3 string',
    'parentSpanId 4 bytes',
    'name 5 string',
    'kind 6 int32',
    'startTimeUnixNano 7 fixed64',
    'endTimeUnixNano 8 fixed64',
    'attributes 9 KeyValue*',
    'droppedAttributesCount 10 uint32',
    'events 11 Event*',
    'droppedEventsCount 12 uint32',
    'links 13 Link*',
    'droppedLinksCount 14 uint32',
    'status 15 Status',
    'flags 16 fixed32',
  ],
  Event: ['timeUnixNano 1 fixed64', 'name 2 string', 'attributes 3 KeyValue*', 'droppedAttributesCount 4 uint32'],
  Link: [
    'traceId 1 bytes',
    'spanId 2 bytes',
    'traceState 3 string',
    'attributes 4 KeyValue*',
    'droppedAttributesCount 5 uint32',
    'flags 6 fixed32',
  ],
  Status: ['message 2 string', 'code 3 int32'],

  ResourceMetrics: ['resource 1 Resource', 'scopeMetrics 2 ScopeMetrics*', 'schemaUrl 3 string'],
  ScopeMetrics: ['scope 1 InstrumentationScope', 'metrics 2 Metric*', 'schemaUrl 3 string'],
  Metric: [
    'name 1 string',
    'description 2 string',
    'unit 3 string',
    'gauge 5 Gauge',
    'sum 7 Sum',
    'histogram 9 Histogram',
    'exponentialHistogram 10 ExponentialHistogram',
    'summary 11 Summary',
    'metadata 12 KeyValue*',
  ],
  Gauge: ['dataPoints 1 NumberDataPoint*'],
  Sum: ['dataPoints 1 NumberDataPoint*', 'aggregationTemporality 2 int32', 'isMonotonic 3 bool'],
  Histogram: ['dataPoints 1 HistogramDataPoint*', 'aggregationTemporality 2 int32'],
  ExponentialHistogram: ['dataPoints 1 ExponentialHistogramDataPoint*', 'aggregationTemporality 2 int32'],
  Summary: ['dataPoints 1 SummaryDataPoint*'],
  NumberDataPoint: [
    'startTimeUnixNano 2 fixed64',
    'timeUnixNano 3 fixed64',
    'asDouble 4 double',
    'exemplars 5 Exemplar*',
    'asInt 6 sfixed64',
    'attributes 7 KeyValue*',
    'flags 8 uint32',
  ],
  HistogramDataPoint: [
    'startTimeUnixNano 2 fixed64',
    'timeUnixNano 3 fixed64',
    'count 4 fixed64',
    'sum 5 double',
    'bucketCounts 6 fixed64*',
    'explicitBounds 7 double*',
    'exemplars 8 Exemplar*',
    'attributes 9 KeyValue*',
    'flags 10 uint32',
    'min 11 double',
    'max 12 double',
  ],
  ExponentialHistogramDataPoint: [
    'attributes 1 KeyValue*',
    'startTimeUnixNano 2 fixed64',
    'timeUnixNano 3 fixed64',
    'count 4 fixed64',
    'sum 5 double',
    'scale 6 sint32',
    'zeroCount 7 fixed64',
    'positive 8 Buckets',
    'negative 9 Buckets',
    'flags 10 uint32',
    'exemplars 11 Exemplar*',
    'min 12 double',
    'max 13 double',
    'zeroThreshold 14 double',
  ],
  Buckets: ['offset 1 sint32', 'bucketCounts 2 uint64*'],
  SummaryDataPoint: [
    'startTimeUnixNano 2 fixed64',
    'timeUnixNano 3 fixed64',
    'count 4 fixed64',
    'sum 5 double',
    'quantileValues 6 ValueAtQuantile*',
    'attributes 7 KeyValue*',
    'flags 8 uint32',
  ],
  ValueAtQuantile: ['quantile 1 double', 'value 2 double'],
  Exemplar: [
    'timeUnixNano 2 fixed64',
    'asDouble 3 double',
    'spanId 4 bytes',
    'traceId 5 bytes',
    'asInt 6 sfixed64',
    'filteredAttributes 7 KeyValue*',
  ],

  ResourceLogs: ['resource 1 Resource', 'scopeLogs 2 ScopeLogs*', 'schemaUrl 3 string'],
  ScopeLogs: ['scope 1 InstrumentationScope', 'logRecords 2 LogRecord*', 'schemaUrl 3 string'],
  LogRecord: [
    'timeUnixNano 1 fixed64',
    'severityNumber 2 int32',
    'severityText 3 string',
    'body 5 AnyValue',
    'attributes 6 KeyValue*',
    'droppedAttributesCount 7 uint32',
    'flags 8 fixed32',
    'traceId 9 bytes',
    'spanId 10 bytes',
    'observedTimeUnixNano 11 fixed64',
    'eventName 12 string',
  ],
};

/** Members of a oneof are there even with their zero value: `false`, `''`, `0`. */
const ONEOFS: Readonly<Record<string, readonly string[]>> = {
  AnyValue: ['stringValue', 'boolValue', 'intValue', 'doubleValue', 'arrayValue', 'kvlistValue', 'bytesValue'],
  NumberDataPoint: ['asDouble', 'asInt'],
  Exemplar: ['asDouble', 'asInt'],
};

function fieldOf(line: string): [name: string, field: protobuf.IField] {
  const [name = '', id = '', type = ''] = line.split(' ');
  const repeated = type.endsWith('*');
  return [
    name,
    {
      id: Number(id),
      type: repeated ? type.slice(0, -1) : type,
      ...(repeated ? { rule: 'repeated' as const, options: { packed: true } } : {}),
    },
  ];
}

const root = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(MESSAGES).map(([name, fields]) => [
      name,
      {
        fields: Object.fromEntries(fields.map(fieldOf)),
        ...(ONEOFS[name] === undefined ? {} : { oneofs: { value: { oneof: [...ONEOFS[name]] } } }),
      },
    ]),
  ),
});

/** The reflected type of one export request; throws for a name that is not an OTLP message. */
export function otlpMessage(name: string): protobuf.Type {
  return root.lookupType(name);
}
