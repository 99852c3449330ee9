// SPDX-License-Identifier: Apache-2.0
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { writable } from './writable.ts';

export type WriteMetrics = (metrics: ResourceMetrics) => unknown;

/** As `writable`, of a collection: each metric for itself. */
export function writableMetrics(collection: ResourceMetrics, write: WriteMetrics): ResourceMetrics | undefined {
  const scopeMetrics = collection.scopeMetrics
    .map((scope) => {
      const alone = (metrics: typeof scope.metrics): unknown =>
        write({ ...collection, scopeMetrics: [{ ...scope, metrics }] });
      return { ...scope, metrics: writable(scope.metrics, alone) ?? [] };
    })
    .filter(({ metrics }) => metrics.length > 0);
  return scopeMetrics.length > 0 ? { ...collection, scopeMetrics } : undefined;
}
