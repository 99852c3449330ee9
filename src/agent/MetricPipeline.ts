// SPDX-License-Identifier: Apache-2.0
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import {
  type AggregationOption,
  AggregationTemporality,
  AggregationType,
  type InstrumentType,
  type MetricProducer,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { collectNow } from './collectNow.ts';
import type { ExportHealth } from './ExportHealth.ts';
import { type Progress, progressOf } from './progressOf.ts';
import { sendWritable } from './writable.ts';
import { type WriteMetrics, writableMetrics } from './writableMetrics.ts';

/** A periodic reader that also knows what its exporter has not delivered, without waiting for anything. */
export class MetricPipeline extends PeriodicExportingMetricReader {
  readonly #exporter: TrackedMetricExporter;
  #producer: MetricProducer | undefined;

  constructor(options: {
    readonly exporter: PushMetricExporter;
    readonly health: ExportHealth;
    /** Throws for what the exporter cannot write. */
    readonly write?: WriteMetrics | undefined;
    readonly exportIntervalMillis: number;
    readonly exportTimeoutMillis: number;
  }) {
    const exporter = new TrackedMetricExporter(options.exporter, options);
    super({
      exporter,
      exportIntervalMillis: options.exportIntervalMillis,
      exportTimeoutMillis: options.exportTimeoutMillis,
    });
    this.#exporter = exporter;
  }

  override setMetricProducer(producer: MetricProducer): void {
    super.setMetricProducer(producer);
    this.#producer = producer;
  }

  /** What is recorded and not delivered. A collection in flight with increments is in it, so it may arrive twice. */
  unsent(): readonly ResourceMetrics[] {
    const now = collectNow(this.#producer);
    const unsent = [...this.#exporter.inFlight].filter((metrics) => progressOf(metrics).delta !== 0);
    if (now === undefined) return unsent;
    const { cumulative, level, delta } = progressOf(now);
    const { delivered } = this.#exporter;
    // Not "more than": a program may have counted down, or what is no number.
    const isNew = delta !== 0 || cumulative !== delivered.cumulative || level !== delivered.level;
    return isNew ? [...unsent, now] : unsent;
  }
}

class TrackedMetricExporter implements PushMetricExporter {
  readonly inFlight = new Set<ResourceMetrics>();
  /** Of the last collection that was delivered. */
  delivered: Progress = { cumulative: 0, level: 0, delta: 0 };
  readonly #exporter: PushMetricExporter;
  readonly #health: ExportHealth;
  readonly #write: WriteMetrics;

  constructor(
    exporter: PushMetricExporter,
    { health, write = () => undefined }: { readonly health: ExportHealth; readonly write?: WriteMetrics | undefined },
  ) {
    this.#exporter = exporter;
    this.#health = health;
    this.#write = write;
  }

  selectAggregation(type: InstrumentType): AggregationOption {
    return this.#exporter.selectAggregation?.(type) ?? { type: AggregationType.DEFAULT };
  }

  selectAggregationTemporality(type: InstrumentType): AggregationTemporality {
    return this.#exporter.selectAggregationTemporality?.(type) ?? AggregationTemporality.CUMULATIVE;
  }

  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    this.inFlight.add(metrics);
    const settle = (result: ExportResult): void => {
      this.inFlight.delete(metrics);
      if (result.code === ExportResultCode.SUCCESS) this.delivered = progressOf(metrics);
      done(result);
    };
    const taken = (result: ExportResult): void => {
      settle(result);
      this.#health.report(result);
    };
    sendWritable(metrics, {
      send: (some) => this.#exporter.export(some, taken),
      reduced: () => writableMetrics(metrics, this.#write),
      failed: () => settle({ code: ExportResultCode.FAILED }),
    });
  }

  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }
}
