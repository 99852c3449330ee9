// SPDX-License-Identifier: Apache-2.0
import { METRICS } from '../../src/semconv.ts';

type MetricName = (typeof METRICS)[number]['name'];

/** UCUM units as the OTLP translation of Prometheus spells them; units in braces leave no trace. */
const UNIT_SUFFIXES: Readonly<Record<string, string>> = { s: 'seconds', '1': 'ratio' };

/**
 * Name of a metric of the agent in Prometheus, under the translation strategy `UnderscoreEscapingWithSuffixes`:
 * unit and type suffixes are added, dots become underscores. A histogram still needs `_bucket`, `_count` or `_sum`.
 *
 * @see https://prometheus.io/docs/guides/opentelemetry/
 */
export function prometheusName(metric: MetricName): string {
  const definition = METRICS.find((row) => row.name === metric);
  if (definition === undefined) throw new Error(`no metric ${metric}`);
  const unit = UNIT_SUFFIXES[definition.unit];
  const parts = [metric.replaceAll('.', '_')];
  if (unit !== undefined && !(definition.unit === '1' && definition.instrument !== 'gauge')) parts.push(unit);
  if (definition.instrument === 'counter') parts.push('total');
  return parts.join('_');
}

/** Name of an attribute as a Prometheus label. */
export function labelName(attribute: string): string {
  return attribute.replaceAll(/[^A-Za-z0-9_]/g, '_');
}
