// SPDX-License-Identifier: Apache-2.0

/**
 * The JSON form of OTLP, to which every encoding is brought: ids in hexadecimal, 64-bit integers as strings or numbers,
 * enums as numbers. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export interface OtlpAnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly OtlpAnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly OtlpKeyValue[] };
  readonly bytesValue?: string;
}

export interface OtlpKeyValue {
  readonly key: string;
  readonly value?: OtlpAnyValue;
}

export interface OtlpResource {
  readonly attributes?: readonly OtlpKeyValue[];
}

export interface OtlpScope {
  readonly name?: string;
  readonly version?: string;
  readonly attributes?: readonly OtlpKeyValue[];
}

export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name?: string;
  readonly kind?: number;
  readonly startTimeUnixNano?: string | number;
  readonly endTimeUnixNano?: string | number;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly events?: readonly {
    readonly name?: string;
    readonly timeUnixNano?: string | number;
    readonly attributes?: readonly OtlpKeyValue[];
  }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

export interface OtlpDataPoint {
  readonly attributes?: readonly OtlpKeyValue[];
  readonly startTimeUnixNano?: string | number;
  readonly timeUnixNano?: string | number;
  readonly asDouble?: number;
  readonly asInt?: string | number;
  readonly count?: string | number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly bucketCounts?: readonly (string | number)[];
  readonly explicitBounds?: readonly number[];
}

export interface OtlpAggregation {
  readonly dataPoints?: readonly OtlpDataPoint[];
  readonly aggregationTemporality?: number;
  readonly isMonotonic?: boolean;
}

export interface OtlpMetric {
  readonly name: string;
  readonly description?: string;
  readonly unit?: string;
  readonly gauge?: OtlpAggregation;
  readonly sum?: OtlpAggregation;
  readonly histogram?: OtlpAggregation;
  readonly exponentialHistogram?: OtlpAggregation;
  readonly summary?: OtlpAggregation;
}

export interface OtlpLogRecord {
  readonly timeUnixNano?: string | number;
  readonly observedTimeUnixNano?: string | number;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly eventName?: string;
  readonly body?: OtlpAnyValue;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly traceId?: string;
  readonly spanId?: string;
}

export interface OtlpResourceSpans {
  readonly resource?: OtlpResource;
  readonly scopeSpans?: readonly { readonly scope?: OtlpScope; readonly spans?: readonly OtlpSpan[] }[];
}

export interface OtlpResourceMetrics {
  readonly resource?: OtlpResource;
  readonly scopeMetrics?: readonly { readonly scope?: OtlpScope; readonly metrics?: readonly OtlpMetric[] }[];
}

export interface OtlpResourceLogs {
  readonly resource?: OtlpResource;
  readonly scopeLogs?: readonly { readonly scope?: OtlpScope; readonly logRecords?: readonly OtlpLogRecord[] }[];
}

/** One export request of any signal. */
export interface OtlpExport {
  readonly resourceSpans?: readonly OtlpResourceSpans[];
  readonly resourceMetrics?: readonly OtlpResourceMetrics[];
  readonly resourceLogs?: readonly OtlpResourceLogs[];
}
