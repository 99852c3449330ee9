// SPDX-License-Identifier: Apache-2.0
import { ExportResultCode } from '@opentelemetry/core';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { collectNow } from '../../src/agent/collectNow.ts';
import { ExportHealth } from '../../src/agent/ExportHealth.ts';
import { MetricPipeline } from '../../src/agent/MetricPipeline.ts';

function pipelineOf(temporality: AggregationTemporality) {
  const exporter = new InMemoryMetricExporter(temporality);
  const reader = new MetricPipeline({
    exporter,
    health: new ExportHealth('metrics'),
    exportIntervalMillis: 3_600_000,
    exportTimeoutMillis: 1_000,
  });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
  return { exporter, reader, meter };
}

/** Name and value, or count, of every point. */
function pointsOf(metrics: readonly ResourceMetrics[]): unknown[] {
  return metrics
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap((scope) => scope.metrics)
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ value, attributes }) => [
        descriptor.name,
        typeof value === 'number' ? value : value.count,
        attributes,
      ]),
    );
}

describe.each([AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA])(
  'with temporality %s',
  (temporality) => {
    it('everything recorded is unsent until it is exported', async () => {
      const { meter, reader } = pipelineOf(temporality);
      const counter = meter.createCounter('calls');
      counter.add(2, { a: 1 });
      expect(pointsOf(reader.unsent())).toEqual([['calls', 2, { a: 1 }]]);
      counter.add(3, { a: 1 });
      await reader.forceFlush();
      expect(reader.unsent()).toEqual([]);
    });

    it('what is recorded after an export is unsent', async () => {
      const { meter, reader } = pipelineOf(temporality);
      const durations = meter.createHistogram('duration');
      durations.record(1);
      await reader.forceFlush();
      durations.record(2);
      const expected = temporality === AggregationTemporality.DELTA ? 1 : 2;
      expect(pointsOf(reader.unsent())).toEqual([['duration', expected, {}]]);
    });

    it('what an export has under way is in it once', async () => {
      const { meter, reader, exporter } = pipelineOf(temporality);
      meter.createCounter('calls').add(2);
      const underWay = new Promise<() => void>((begun) => {
        exporter.export = (_metrics, done) => begun(() => done({ code: ExportResultCode.SUCCESS }));
      });
      const flushed = reader.forceFlush();
      const settle = await underWay;
      expect(pointsOf(reader.unsent())).toEqual([['calls', 2, {}]]);
      settle();
      await flushed;
      expect(reader.unsent()).toEqual([]);
    });

    it('a failed export leaves what was recorded so far, or loses increments as the SDK does', async () => {
      const { meter, reader, exporter } = pipelineOf(temporality);
      meter.createCounter('calls').add(1);
      exporter.export = (_metrics, done) => done({ code: ExportResultCode.FAILED });
      await reader.forceFlush();
      expect(reader.unsent()).toHaveLength(temporality === AggregationTemporality.DELTA ? 0 : 1);
    });
  },
);

describe('collectNow', () => {
  it('collects what the SDK collects, observed values too', async () => {
    const { meter, reader, exporter } = pipelineOf(AggregationTemporality.CUMULATIVE);
    meter.createObservableGauge('peak').addCallback((result) => result.observe(0.7, { vault: 'a' }));
    meter.createCounter('calls').add(1);
    const now = pointsOf(reader.unsent());
    await reader.forceFlush();
    expect(now).toEqual([
      ['peak', 0.7, { vault: 'a' }],
      ['calls', 1, {}],
    ]);
    expect(pointsOf(exporter.getMetrics())).toEqual(now);
  });

  it('takes no value that the SDK does not take', async () => {
    const { meter, reader, exporter } = pipelineOf(AggregationTemporality.CUMULATIVE);
    const odd: readonly unknown[] = [5n, '6', null, undefined, {}];
    const gauge = meter.createObservableGauge('odd');
    gauge.addCallback((result) => {
      for (const [index, value] of [...odd, 7].entries()) result.observe(value as number, { index });
    });
    const level = meter.createObservableUpDownCounter('level');
    meter.addBatchObservableCallback(
      (result) => {
        for (const [index, value] of [...odd, 8].entries()) result.observe(level, value as number, { index });
      },
      [level],
    );
    meter.createCounter('calls').add(1);
    const now = pointsOf(reader.unsent());
    await reader.forceFlush();
    expect(now).toEqual(pointsOf(exporter.getMetrics()));
    expect(now).toHaveLength(3);
  });

  it('gives nothing for a producer that it does not know', () => {
    expect(collectNow(undefined)).toBeUndefined();
    expect(collectNow({ collect: () => Promise.reject(new Error('unused')) })).toBeUndefined();
  });
});
