// SPDX-License-Identifier: Apache-2.0
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

/** How much a collection holds: counts of histograms and values of sums. Differs after every measurement; gauges are left out. */
export interface Progress {
  /** Since the process began, of what only grows. */
  readonly cumulative: number;
  /** Since the process began, of what goes up and down. */
  readonly level: number;
  /** Since the collection before. */
  readonly delta: number;
}

export function progressOf(metrics: ResourceMetrics): Progress {
  let cumulative = 0;
  let level = 0;
  let delta = 0;
  for (const metric of metrics.scopeMetrics.flatMap((scope) => scope.metrics)) {
    if (metric.aggregationTemporality === AggregationTemporality.DELTA) delta += amountOf(metric);
    else if (metric.dataPointType === DataPointType.SUM && !metric.isMonotonic) level += amountOf(metric);
    else cumulative += amountOf(metric);
  }
  return { cumulative, level, delta };
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
