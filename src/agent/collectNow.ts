// SPDX-License-Identifier: Apache-2.0
import type { Attributes, HrTime } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { MetricData, MetricProducer, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { reportOnce } from '../host/guarded.ts';
import { PlainError } from '../host/PlainError.ts';

/*
 * `MetricProducer.collect()` answers with a promise, and no promise settles any more once a process has begun to exit.
 * These are the parts of the SDK, bundled at one fixed version, that it walks through; all of them work synchronously.
 */
interface Collector extends MetricProducer {
  readonly _sharedState: { readonly resource: Resource; readonly meterSharedStates: ReadonlyMap<string, MeterState> };
}

interface MeterState {
  readonly _instrumentationScope: InstrumentationScope;
  readonly metricStorageRegistry: { getStorages(collector: Collector): readonly Storage[] };
  readonly observableRegistry: {
    readonly _callbacks: readonly Observer[];
    readonly _batchCallbacks: readonly BatchObserver[];
  };
}

interface Storage {
  collect(collector: Collector, time: HrTime): MetricData | undefined;
}

interface Instrument {
  readonly _metricStorages: Iterable<{ record(points: Observations, time: HrTime): void }>;
}

interface Observer {
  readonly callback: (result: { observe(value: number, attributes?: Attributes): void }) => unknown;
  readonly instrument: Instrument;
}

interface BatchObserver {
  readonly callback: (result: { observe(of: Instrument, value: number, attributes?: Attributes): void }) => unknown;
  readonly instruments: ReadonlySet<Instrument>;
}

interface Observations {
  entries(): readonly (readonly [attributes: Attributes, value: number])[];
}

/**
 * Collects without waiting, for the end of a process.
 *
 * @returns `undefined` when the SDK is not built as expected.
 */
export function collectNow(producer: MetricProducer | undefined): ResourceMetrics | undefined {
  if (!isCollector(producer)) return undefined;
  const time = hrTimeNow();
  const { resource, meterSharedStates } = producer._sharedState;
  const scopeMetrics = [...meterSharedStates.values()].map((meter) => {
    // Callbacks are the program's; one that throws loses its own values only.
    const { _callbacks: callbacks, _batchCallbacks: batchCallbacks } = meter.observableRegistry;
    for (const observer of callbacks) orLose(() => observe(observer, time));
    for (const observer of batchCallbacks) orLose(() => observeAll(observer, time));
    const metrics = meter.metricStorageRegistry
      .getStorages(producer)
      .map((storage) => storage.collect(producer, time))
      .filter((metric) => metric !== undefined);
    return { scope: meter._instrumentationScope, metrics };
  });
  return { resource, scopeMetrics: scopeMetrics.filter(({ metrics }) => metrics.length > 0) };
}

function orLose(call: () => void): void {
  try {
    call();
  } catch (cause) {
    const message = 'a callback of the program that observes a metric failed at the end; its last values are lost';
    reportOnce('callback of a metric', new PlainError(message, { cause }));
  }
}

type Points = [Attributes, number][];

function observe({ callback, instrument }: Observer, time: HrTime): void {
  const points: Points = [];
  callback({
    observe: (value, attributes = {}) => {
      if (isNumber(value)) points.push([attributes, value]);
    },
  });
  record(instrument, points, time);
}

function observeAll({ callback, instruments }: BatchObserver, time: HrTime): void {
  const pointsOf = new Map<Instrument, Points>([...instruments].map((instrument) => [instrument, []]));
  callback({
    observe: (of, value, attributes = {}) => {
      if (isNumber(value)) pointsOf.get(of)?.push([attributes, value]);
    },
  });
  for (const [instrument, points] of pointsOf) record(instrument, points, time);
}

/** As the SDK's own results take no other value, whatever a program observes. */
function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function record(instrument: Instrument, points: Points, time: HrTime): void {
  for (const storage of instrument._metricStorages) storage.record({ entries: () => points }, time);
}

function isCollector(producer: MetricProducer | undefined): producer is Collector {
  const state = (producer as Partial<Collector> | undefined)?._sharedState;
  if (!(state?.meterSharedStates instanceof Map)) return false;
  return [...(state.meterSharedStates as Map<string, Partial<MeterState>>).values()].every(
    (meter) =>
      typeof meter.metricStorageRegistry?.getStorages === 'function' &&
      Array.isArray(meter.observableRegistry?._callbacks) &&
      Array.isArray(meter.observableRegistry?._batchCallbacks),
  );
}

function hrTimeNow(): HrTime {
  const now = Date.now();
  return [Math.trunc(now / 1_000), (now % 1_000) * 1_000_000];
}
