// SPDX-License-Identifier: Apache-2.0
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

/**
 * How much a collection holds: counts of histograms and values of sums. Differs after every measurement; gauges are left
 * out, and so is what is observed at a collection, which changes by itself, but for {@link observed}.
 */
export interface Progress {
  /** Since the process began, of what only grows. */
  readonly cumulative: number;
  /** Since the process began, of what goes up and down. */
  readonly level: number;
  /** Since the collection before. */
  readonly delta: number;
  /** Of that, what was observed. */
  readonly observed: number;
}

export function progressOf(metrics: ResourceMetrics): Progress {
  let cumulative = 0;
  let level = 0;
  let delta = 0;
  let observed = 0;
  for (const metric of metrics.scopeMetrics.flatMap((scope) => scope.metrics)) {
    const isDelta = metric.aggregationTemporality === AggregationTemporality.DELTA;
    if (isObserved(metric)) observed += isDelta ? amountOf(metric) : 0;
    else if (isDelta) delta += amountOf(metric);
    else if (metric.dataPointType === DataPointType.SUM && !metric.isMonotonic) level += amountOf(metric);
    else cumulative += amountOf(metric);
  }
  return { cumulative, level, delta, observed };
}

/** The SDK's descriptors have their type, of which its types do not tell. */
function isObserved({ descriptor }: MetricData): boolean {
  return String(Reflect.get(descriptor, 'type')).startsWith('OBSERVABLE_');
}

function amountOf(metric: MetricData): number {
  switch (metric.dataPointType) {
    case DataPointType.GAUGE:
      return 0;
    case DataPointType.SUM:
      return metric.dataPoints.reduce((sum, point) => sum + point.value, 0);
    default:
      return metric.dataPoints.reduce((sum, point) => sum + point.value.count, 0);
  }
}
