// SPDX-License-Identifier: Apache-2.0
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { getStringFromEnv, setGlobalErrorHandler } from '@opentelemetry/core';
import { ConsoleLogRecordExporter, type LogRecordProcessor, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { ConsoleMetricExporter, type IMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { ConsoleSpanExporter, SimpleSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { attempt } from '../host/guarded.ts';
import { openTelemetryGlobal } from '../host/openTelemetryGlobal.ts';
import { AgentLogger } from './AgentLogger.ts';
import { wrongValue } from './agentConfig.ts';
import { batchLimits, metricSchedule } from './batchLimits.ts';
import { ExportHealth } from './ExportHealth.ts';
import { exporterChoice } from './exporterChoice.ts';
import { hearThrough } from './hearThrough.ts';
import { LogPipeline } from './LogPipeline.ts';
import { leaveNoRegistry } from './leaveNoRegistry.ts';
import { linesOfProcess } from './linesOfProcess.ts';
import { loadOtlp } from './loadChunk.ts';
import { logLevel } from './logLevel.ts';
import { MetricPipeline } from './MetricPipeline.ts';
import { OpenSpans } from './OpenSpans.ts';
import { itemOutlet, type Outlet } from './Outlet.ts';
import { randomIds } from './randomIds.ts';
import type { Sdk, SdkOptions } from './Sdk.ts';
import { SpanPipeline } from './SpanPipeline.ts';
import { serializedMetrics } from './serialized.ts';
import { settledResource } from './settledResource.ts';
import type { Unsent } from './Unsent.ts';

/** Exports at once that an exporter allows by itself; a flush begins with all that a queue holds. */
const DEFAULT_CONCURRENCY = 30;

/**
 * Starts OpenTelemetry's NodeSDK as the standard `OTEL_*` variables say. Samplers, limits, propagators, resource and
 * context manager are the NodeSDK's; the exporters are chosen here, so that only the configured one is loaded and what
 * it has not delivered is known.
 *
 * @returns `undefined` when another version of the OpenTelemetry API is in use and takes no registration of this one.
 */
export function startSdk({ onSecondSdk, redaction }: SdkOptions): Sdk | undefined {
  const to = openTelemetryGlobal()?.diag;
  const { level, isWrong } = logLevel(process.env);
  // The program's own logger has a level of its own; what is refused is heard of at any.
  const heard = to === undefined ? Math.max(level, DiagLogLevel.ERROR) : DiagLogLevel.ALL;
  const logger = new AgentLogger({ onSecondSdk, to, level, ...(to === undefined && { lines: linesOfProcess }) });
  if (!diag.setLogger(logger, { logLevel: heard, suppressOverrideMessage: true })) return undefined;
  if (isWrong) diag.warn(wrongValue('OTEL_LOG_LEVEL', 'none, error, warn, info, debug, verbose or all', 'warn'));
  try {
    const sdk = startWith(redaction);
    logger.sdkRuns();
    hearThrough((theirs) => logger.inFrontOf(theirs));
    return sdk;
  } catch (error) {
    // What is left would keep an SDK of the program out.
    if (to === undefined) leaveNoRegistry();
    else diag.setLogger(to, { logLevel: heard, suppressOverrideMessage: true });
    throw error;
  }
}

function startWith(redaction: SpanProcessor): Sdk {
  setGlobalErrorHandler((error) => diag.debug('keyvault-otel: the SDK reports', error));
  const outlets: Outlet[] = [];
  const logRecordProcessors = logProcessors(outlets);
  const exporting = spanProcessors(outlets);
  const openSpans = new OpenSpans();
  const configuration = {
    idGenerator: randomIds(),
    // With a processor, spans would be recorded that nobody sends.
    spanProcessors: exporting.length > 0 ? [redaction, openSpans, ...exporting] : [],
    metricReaders: metricReaders(outlets),
    // Without processors the NodeSDK would still register a provider; left out, it reads `none` itself.
    ...(logRecordProcessors.length > 0 ? { logRecordProcessors } : {}),
  };
  const sdk = new NodeSDK(configuration);
  sdk.start();
  // One that begins at a signal may still be under way when nothing holds the process any more.
  let lastFlushes = 0;
  const setLast = (isLast: boolean): void => {
    for (const { health, otlp } of outlets) {
      health.isSilent = isLast;
      otlp?.sendLast(isLast);
    }
  };
  return {
    flush: async ({ last }) => {
      if (last && ++lastFlushes === 1) setLast(true);
      await Promise.allSettled(outlets.map((outlet) => outlet.flush()));
      if (!last) return undefined;
      if (--lastFlushes === 0) setLast(false);
      return outlets.map(({ health }) => health.takeUnsaid()).find((reason) => reason !== undefined);
    },
    giveUpConnecting: () => {
      for (const { otlp } of outlets) otlp?.giveUpConnecting();
    },
    endSpans: () => openSpans.end(),
    unsent: () => outlets.flatMap((outlet) => attempt('collection at the end', outlet.unsent) ?? []),
  };
}

function spanProcessors(outlets: Outlet[]): SpanProcessor[] {
  const { exporters, protocol } = exporterChoice('traces', process.env);
  return exporters.map((name) => {
    if (name === 'console') return new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() });
    const otlp = loadOtlp(protocol);
    const health = new ExportHealth('traces');
    const limits = batchLimits('OTEL_BSP');
    const concurrencyLimit = Math.max(
      DEFAULT_CONCURRENCY,
      Math.ceil(limits.maxQueueSize / limits.maxExportBatchSize) + 1,
    );
    const pipeline = new SpanPipeline({
      exporter: otlp.traceExporter({ concurrencyLimit }),
      health,
      write: otlp.serialize.traces,
      limits,
    });
    outlets.push(itemOutlet({ signal: 'traces', pipeline, health, otlp, protocol, serialize: otlp.serialize.traces }));
    return pipeline;
  });
}

function metricReaders(outlets: Outlet[]): IMetricReader[] {
  const { exporters, protocol } = exporterChoice('metrics', process.env);
  return exporters.map((name) => {
    const otlp = name === 'otlp' ? loadOtlp(protocol) : undefined;
    const exporter = otlp?.metricExporter() ?? new ConsoleMetricExporter();
    const health = new ExportHealth('metrics', { kept: name === 'console' || isCumulative() });
    const pipeline = new MetricPipeline({ exporter, health, write: otlp?.serialize.metrics, ...metricSchedule() });
    outlets.push({
      health,
      otlp,
      flush: () => pipeline.forceFlush(),
      unsent: () =>
        pipeline.unsent().flatMap((metrics): Unsent[] => {
          settledResource(metrics.resource);
          if (otlp === undefined) {
            exporter.export(metrics, () => {});
            return [];
          }
          return serializedMetrics(metrics, otlp.serialize.metrics).map((body) => ({
            signal: 'metrics',
            protocol,
            body,
          }));
        }),
    });
    return pipeline;
  });
}

/** Increments that could not be sent are lost. */
function isCumulative(): boolean {
  const preference = getStringFromEnv('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE')?.toLowerCase();
  return preference !== 'delta' && preference !== 'lowmemory';
}

function logProcessors(outlets: Outlet[]): LogRecordProcessor[] {
  const { exporters, protocol } = exporterChoice('logs', process.env);
  return exporters.map((name) => {
    if (name === 'console') return new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() });
    const otlp = loadOtlp(protocol);
    const health = new ExportHealth('logs');
    const pipeline = new LogPipeline({
      exporter: otlp.logExporter(),
      health,
      write: otlp.serialize.logs,
      limits: batchLimits('OTEL_BLRP'),
    });
    outlets.push(itemOutlet({ signal: 'logs', pipeline, health, otlp, protocol, serialize: otlp.serialize.logs }));
    return pipeline;
  });
}
