// SPDX-License-Identifier: Apache-2.0
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { type ReadableSpan, SamplingDecision, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExportHealth } from '../../src/agent/ExportHealth.ts';
import { SpanPipeline } from '../../src/agent/SpanPipeline.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Ends a span each 100 ms or faster, and tells how many came in each batch, which are taken or fail. */
function batchesOf(count: number, { maxExportBatchSize = 512, isTaken = true, between = 100 } = {}) {
  const batches: number[] = [];
  const pipeline = new SpanPipeline({
    exporter: {
      export: (spans: ReadableSpan[], done: (result: ExportResult) => void) => {
        batches.push(spans.length);
        done(isTaken ? { code: ExportResultCode.SUCCESS } : { code: ExportResultCode.FAILED, error: new Error('no') });
      },
      shutdown: async () => undefined,
    },
    health: new ExportHealth('traces'),
    write: () => undefined,
    limits: { maxQueueSize: 2_048, maxExportBatchSize, scheduledDelayMillis: 60_000, exportTimeoutMillis: 1_000 },
  });
  const tracer = new TracerProvider({ spanProcessors: [pipeline] }).getTracer('test');
  for (let index = 0; index < count; index += 1) {
    tracer.startSpan('call').end();
    vi.advanceTimersByTime(between);
  }
  return { batches, pipeline };
}

describe('SpanPipeline', () => {
  it('sends short batches first, each twice as long as the one before, and then as they are configured', async () => {
    const { batches, pipeline } = batchesOf(1_000);
    expect(batches).toEqual([64, 128, 256, 512]);
    await pipeline.forceFlush();
    expect(batches).toEqual([64, 128, 256, 512, 40]);
    expect(pipeline.unsent()).toEqual([]);
  });

  it.each([
    [100, [64, 100]],
    [64, [64]],
    [10, [10]],
  ])('sends none that is longer than %i, as configured', (largest, expected) => {
    expect(batchesOf(170, { maxExportBatchSize: largest }).batches.slice(0, 2)).toEqual(expected);
  });

  it('has none on its way where a program may exit at once after its last call', () => {
    const { batches, pipeline } = batchesOf(200, { between: 0 });
    expect(batches).toEqual([]);
    expect(pipeline.unsent()).toHaveLength(200);
    vi.advanceTimersByTime(100);
    expect(batches).toEqual([200]);
  });

  it('goes on where the first ones fail, and has them given up', async () => {
    const { batches, pipeline } = batchesOf(500, { isTaken: false });
    expect(batches).toEqual([64, 128, 256]);
    await pipeline.forceFlush().catch(() => undefined);
    expect(batches).toEqual([64, 128, 256, 52]);
    expect(pipeline.unsent()).toEqual([]);
  });

  it('counts none that is not sampled', () => {
    const batches: number[] = [];
    const exporter = {
      export: (spans: ReadableSpan[]) => void batches.push(spans.length),
      shutdown: async () => undefined,
    };
    const pipeline = new SpanPipeline({
      ...{ exporter, health: new ExportHealth('traces'), write: () => undefined },
      limits: {
        maxQueueSize: 2_048,
        maxExportBatchSize: 512,
        scheduledDelayMillis: 60_000,
        exportTimeoutMillis: 1_000,
      },
    });
    const sampler = { shouldSample: () => ({ decision: SamplingDecision.RECORD }) };
    const tracer = new TracerProvider({ sampler, spanProcessors: [pipeline] }).getTracer('test');
    for (let index = 0; index < 100; index += 1) tracer.startSpan('call').end();
    vi.advanceTimersByTime(1_000);
    expect(batches).toEqual([]);
    expect(pipeline.unsent()).toEqual([]);
  });
});
