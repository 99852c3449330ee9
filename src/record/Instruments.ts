// SPDX-License-Identifier: Apache-2.0
import type { Attributes, Counter, Histogram, Meter, MeterProvider, ObservableResult } from '@opentelemetry/api';
import { attempt } from '../host/guarded.ts';
import {
  METRIC_AZURE_KEYVAULT_CLIENT_ACCESS_RECOVERED,
  METRIC_AZURE_KEYVAULT_CLIENT_BACKOFF_DURATION,
  METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REMAINING_LIFETIME,
  METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REQUEST_DURATION,
  METRIC_AZURE_KEYVAULT_CLIENT_OPERATION_ATTEMPTS,
  METRIC_AZURE_KEYVAULT_CLIENT_QUOTA_UTILIZATION,
  METRIC_AZURE_KEYVAULT_CLIENT_REPEATED_READS,
  METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION,
  METRIC_AZURE_KEYVAULT_CLIENT_RETRY_AFTER,
  METRIC_AZURE_KEYVAULT_CLIENT_THROTTLED,
  METRICS,
  type MetricDefinition,
} from './metricDefinitions.ts';
import { RepeatedReadCounter } from './RepeatedReadCounter.ts';
import { SCOPE_NAME, SCOPE_VERSION } from './scope.ts';

/** Tells a gauge's values of now. */
export type Observe = (observe: (value: number, attributes: Attributes) => void) => void;

type HistogramPart = Pick<Histogram, 'record'>;
type CounterPart = Pick<Counter, 'add'>;

/** What is made from one MeterProvider. Nothing of it throws. */
interface Made {
  readonly provider: MeterProvider;
  readonly requestDuration: HistogramPart;
  readonly retryAfter: HistogramPart;
  readonly backoffDuration: HistogramPart;
  readonly operationAttempts: HistogramPart;
  readonly identityRequestDuration: HistogramPart;
  readonly throttled: CounterPart;
  readonly repeatedReads: RepeatedReadCounter;
  readonly accessRecovered: CounterPart;
}

/**
 * The instruments, made from the rows of `METRICS` when first needed, and anew when another MeterProvider takes over:
 * the API has no proxy for meters, so instruments made too early would stay silent.
 */
export class Instruments {
  readonly #provider: () => MeterProvider | undefined;
  readonly #gauges: Readonly<
    Record<
      | typeof METRIC_AZURE_KEYVAULT_CLIENT_QUOTA_UTILIZATION
      | typeof METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REMAINING_LIFETIME,
      Observe
    >
  >;
  #made: Made | undefined;
  #stop: (() => void) | undefined;

  constructor(options: {
    /** The MeterProvider of now. */
    readonly provider: () => MeterProvider | undefined;
    readonly utilization: Observe;
    readonly remainingLifetime: Observe;
  }) {
    this.#provider = options.provider;
    this.#gauges = {
      [METRIC_AZURE_KEYVAULT_CLIENT_QUOTA_UTILIZATION]: options.utilization,
      [METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REMAINING_LIFETIME]: options.remainingLifetime,
    };
  }

  /** The instruments, or `undefined` while there is no MeterProvider. */
  get current(): Made | undefined {
    const provider = this.#provider();
    if (provider === undefined) return undefined;
    if (this.#made?.provider === provider) return this.#made;
    return attempt('making of instruments', () => {
      this.#made = this.#make(provider);
      return this.#made;
    });
  }

  /** Tells the counters what is summed up until metrics are collected. */
  flush(): void {
    this.#made?.repeatedReads.flush();
  }

  /** Takes the gauges back from the MeterProvider, for good: a request that is still under way must not bring them back. */
  release(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #make(provider: MeterProvider): Made {
    // What was counted for another MeterProvider is that one's.
    this.flush();
    this.#stop?.();
    const meter = provider.getMeter(SCOPE_NAME, SCOPE_VERSION);
    const gauges = Object.entries(this.#gauges);
    const repeatedReads = new RepeatedReadCounter(makeCounter(meter, METRIC_AZURE_KEYVAULT_CLIENT_REPEATED_READS));
    const stops = gauges.map(([name, observe]) =>
      makeGauge(meter, name, (result) => {
        // Gauges are asked before the other instruments are read: what is added here goes with this collection.
        repeatedReads.flush();
        observe(result);
      }),
    );
    this.#stop = () => {
      for (const stop of stops) stop();
    };
    return {
      provider,
      requestDuration: makeHistogram(meter, METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION),
      retryAfter: makeHistogram(meter, METRIC_AZURE_KEYVAULT_CLIENT_RETRY_AFTER),
      backoffDuration: makeHistogram(meter, METRIC_AZURE_KEYVAULT_CLIENT_BACKOFF_DURATION),
      operationAttempts: makeHistogram(meter, METRIC_AZURE_KEYVAULT_CLIENT_OPERATION_ATTEMPTS),
      identityRequestDuration: makeHistogram(meter, METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REQUEST_DURATION),
      throttled: makeCounter(meter, METRIC_AZURE_KEYVAULT_CLIENT_THROTTLED),
      repeatedReads,
      accessRecovered: makeCounter(meter, METRIC_AZURE_KEYVAULT_CLIENT_ACCESS_RECOVERED),
    };
  }
}

const DEFINITIONS: ReadonlyMap<string, MetricDefinition> = new Map(METRICS.map((metric) => [metric.name, metric]));

function optionsOf(name: string): {
  description: string;
  unit: string;
  advice?: { explicitBucketBoundaries: number[] };
} {
  const definition = DEFINITIONS.get(name);
  if (definition === undefined) throw new Error(`no definition of ${name}`);
  const { description, unit, boundaries } = definition;
  if (boundaries === undefined) return { description, unit };
  return { description, unit, advice: { explicitBucketBoundaries: [...boundaries] } };
}

function makeHistogram(meter: Meter, name: string): HistogramPart {
  const histogram = meter.createHistogram(name, optionsOf(name));
  return { record: (value, attributes) => attempt(name, () => histogram.record(value, attributes)) };
}

function makeCounter(meter: Meter, name: string): CounterPart {
  const counter = meter.createCounter(name, optionsOf(name));
  return { add: (value, attributes) => attempt(name, () => counter.add(value, attributes)) };
}

function makeGauge(meter: Meter, name: string, observe: Observe): () => void {
  const gauge = meter.createObservableGauge(name, optionsOf(name));
  const callback = (result: ObservableResult): void => {
    attempt(name, () => observe((value, attributes) => result.observe(value, attributes)));
  };
  gauge.addCallback(callback);
  return () => attempt(name, () => gauge.removeCallback(callback));
}
