// SPDX-License-Identifier: Apache-2.0
import { DurationSketch } from './DurationSketch.ts';
import type { SeriesBucket, SeriesReport } from './Report.ts';
import type { ReportedCall } from './ReportedCall.ts';

const MAX_BUCKETS = 120;
const FIRST_WIDTH = 1_000;
/** The statuses whose causes are drawn over time. */
const DRAWN_STATUSES: ReadonlySet<number | undefined> = new Set([401, 403, 429]);

interface Bucket {
  calls: number;
  failures: Map<string, number>;
  advice: number | undefined;
  utilization: number | undefined;
  readonly latency: DurationSketch;
}

/** What happened when, in at most {@link MAX_BUCKETS} buckets: their width doubles as the run grows longer. */
export class TimeSeries {
  #width = FIRST_WIDTH;
  #start: number | undefined;
  #buckets = new Map<number, Bucket>();

  add(call: ReportedCall): void {
    this.#start ??= Math.floor(call.at / 1000) * 1000;
    // A record of another process may be older than the first that arrived.
    const index = Math.max(0, Math.floor((call.at - this.#start) / this.#width));
    if (index >= MAX_BUCKETS) {
      this.#widen();
      this.add(call);
      return;
    }
    const bucket = this.#bucket(index);
    if (call.kind === 'vault') {
      bucket.calls += 1;
      bucket.latency.add(call.duration);
      if (call.utilization !== undefined) bucket.utilization = Math.max(bucket.utilization ?? 0, call.utilization);
      if (call.advice?.seconds !== undefined) bucket.advice = Math.max(bucket.advice ?? 0, call.advice.seconds);
    }
    if (call.outcome === 'failure' && DRAWN_STATUSES.has(call.status) && call.cause !== undefined) {
      bucket.failures.set(call.cause, (bucket.failures.get(call.cause) ?? 0) + 1);
    }
  }

  report(): SeriesReport {
    const last = Math.max(-1, ...this.#buckets.keys());
    const buckets = Array.from({ length: last + 1 }, (_, index): SeriesBucket => {
      const bucket = this.#buckets.get(index);
      return {
        calls: bucket?.calls ?? 0,
        failures: Object.fromEntries(bucket?.failures ?? []),
        retryAfter: bucket?.advice,
        utilization: bucket?.utilization,
        latencyMedian: bucket?.latency.quantile(0.5),
        latency95: bucket?.latency.quantile(0.95),
      };
    });
    return { startedAt: this.#start, bucketSeconds: this.#width / 1000, buckets };
  }

  #bucket(index: number): Bucket {
    const known = this.#buckets.get(index);
    if (known !== undefined) return known;
    const bucket: Bucket = {
      calls: 0,
      failures: new Map(),
      advice: undefined,
      utilization: undefined,
      latency: new DurationSketch(),
    };
    this.#buckets.set(index, bucket);
    return bucket;
  }

  #widen(): void {
    const narrow = this.#buckets;
    this.#buckets = new Map();
    this.#width *= 2;
    for (const [index, from] of narrow) {
      const into = this.#bucket(Math.floor(index / 2));
      into.calls += from.calls;
      into.advice = larger(into.advice, from.advice);
      into.utilization = larger(into.utilization, from.utilization);
      into.latency.merge(from.latency);
      for (const [cause, count] of from.failures) into.failures.set(cause, (into.failures.get(cause) ?? 0) + count);
    }
  }
}

function larger(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.max(a, b);
}
