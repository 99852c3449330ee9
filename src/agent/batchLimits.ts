// SPDX-License-Identifier: Apache-2.0
import { diag } from '@opentelemetry/api';
import { getNumberFromEnv } from '@opentelemetry/core';

/** Options that the SDK's two batch processors share. */
export interface BatchLimits {
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  readonly scheduledDelayMillis: number;
  readonly exportTimeoutMillis: number;
}

const DEFAULT_DELAY = { OTEL_BSP: 5_000, OTEL_BLRP: 1_000 } as const;

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#batch-span-processor */
export function batchLimits(prefix: keyof typeof DEFAULT_DELAY): BatchLimits {
  const maxQueueSize = positiveNumber(`${prefix}_MAX_QUEUE_SIZE`, 2_048);
  return {
    maxQueueSize,
    maxExportBatchSize: Math.min(positiveNumber(`${prefix}_MAX_EXPORT_BATCH_SIZE`, 512), maxQueueSize),
    scheduledDelayMillis: positiveNumber(`${prefix}_SCHEDULE_DELAY`, DEFAULT_DELAY[prefix]),
    exportTimeoutMillis: positiveNumber(`${prefix}_EXPORT_TIMEOUT`, 30_000),
  };
}

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#periodic-exporting-metricreader */
export function metricSchedule(): { readonly exportIntervalMillis: number; readonly exportTimeoutMillis: number } {
  const exportIntervalMillis = positiveNumber('OTEL_METRIC_EXPORT_INTERVAL', 60_000);
  const exportTimeoutMillis = positiveNumber('OTEL_METRIC_EXPORT_TIMEOUT', 30_000);
  return { exportIntervalMillis, exportTimeoutMillis: Math.min(exportTimeoutMillis, exportIntervalMillis) };
}

/** What a timer of Node takes; beyond it waits 1 ms. */
const MAX = 2 ** 31 - 1;

/** A number that can't be read is reported by the SDK's own reader. */
function positiveNumber(variable: string, fallback: number): number {
  const value = getNumberFromEnv(variable);
  if (value === undefined || (Number.isInteger(value) && value > 0 && value <= MAX)) return value ?? fallback;
  diag.warn(
    `keyvault-otel: ${variable} is not valid: expected a whole number from 1 to ${MAX}; using the default (${fallback})`,
  );
  return fallback;
}
