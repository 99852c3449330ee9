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

const NONE: Progress = { cumulative: 0, level: 0, delta: 0, observed: 0 };

/** A periodic reader that also knows what its exporter has not delivered, without waiting for anything. */
export class MetricPipeline extends PeriodicExportingMetricReader {
  readonly #exporter: TrackedMetricExporter;
  #producer: MetricProducer | undefined;

  constructor(options: {
    readonly exporter: PushMetricExporter;
    readonly health: ExportHealth;
    readonly exportIntervalMillis: number;
    readonly exportTimeoutMillis: number;
  }) {
    const exporter = new TrackedMetricExporter(options.exporter, options.health);
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

  /**
   * What is recorded and not delivered. A collection in flight with increments is in it, so it may arrive twice.
   *
   * @param options.isTried Whether sending it has been tried just now: then only what was recorded since.
   */
  unsent({ isTried }: { readonly isTried: boolean }): readonly ResourceMetrics[] {
    const now = collectNow(this.#producer);
    const unsent = isTried ? [] : [...this.#exporter.inFlight].filter(isIncrement);
    if (now === undefined) return unsent;
    const { cumulative, level, delta } = progressOf(now);
    const before = isTried ? this.#exporter.tried : this.#exporter.delivered;
    // Not "more than": a program may have counted down, or what is no number.
    const isNew = delta !== 0 || cumulative !== before.cumulative || level !== before.level;
    return isNew ? [...unsent, now] : unsent;
  }
}

class TrackedMetricExporter implements PushMetricExporter {
  readonly inFlight = new Set<ResourceMetrics>();
  /** Of the last collection that was delivered. */
  delivered = NONE;
  /** Of the last collection that was to be sent. */
  tried = NONE;
  readonly #exporter: PushMetricExporter;
  readonly #health: ExportHealth;

  constructor(exporter: PushMetricExporter, health: ExportHealth) {
    this.#exporter = exporter;
    this.#health = health;
  }

  selectAggregation(type: InstrumentType): AggregationOption {
    return this.#exporter.selectAggregation?.(type) ?? { type: AggregationType.DEFAULT };
  }

  selectAggregationTemporality(type: InstrumentType): AggregationTemporality {
    return this.#exporter.selectAggregationTemporality?.(type) ?? AggregationTemporality.CUMULATIVE;
  }

  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    this.inFlight.add(metrics);
    this.tried = progressOf(metrics);
    this.#exporter.export(metrics, (result) => {
      this.inFlight.delete(metrics);
      if (result.code === ExportResultCode.SUCCESS) this.delivered = progressOf(metrics);
      done(result);
      this.#health.report(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }
}

/** Whether no later collection holds it. */
function isIncrement(metrics: ResourceMetrics): boolean {
  const { delta, observed } = progressOf(metrics);
  return delta !== 0 || observed !== 0;
}
