// SPDX-License-Identifier: Apache-2.0
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { OtlpSignal } from './exporterChoice.ts';

/** Everything for one OTLP protocol; each is a file of its own in the build, so that only the configured one is loaded. */
export interface OtlpFamily {
  /** @param options.concurrencyLimit Exports under way at once; beyond it they fail. */
  readonly traceExporter: (options: { readonly concurrencyLimit: number }) => SpanExporter;
  readonly metricExporter: () => PushMetricExporter;
  readonly logExporter: () => LogRecordExporter;
  readonly serialize: OtlpSerializers;
  /** @see sendLast */
  readonly sendLast: (last: boolean) => void;
  /** Gives up connections that are not made yet. */
  readonly giveUpConnecting: () => void;
  /** Sends a request that was serialized before, as configured by the environment; settles when it is delivered or given up. */
  readonly send: (signal: OtlpSignal, body: Uint8Array) => Promise<void>;
}

export interface OtlpSerializers {
  readonly traces: (spans: ReadableSpan[]) => Uint8Array | undefined;
  readonly metrics: (metrics: ResourceMetrics) => Uint8Array | undefined;
  readonly logs: (records: ReadableLogRecord[]) => Uint8Array | undefined;
}
