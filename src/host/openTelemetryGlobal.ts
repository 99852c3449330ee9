// SPDX-License-Identifier: Apache-2.0

import type {
  Attributes,
  Context,
  ContextManager,
  DiagLogger,
  MeterProvider,
  TextMapPropagator,
  TracerProvider,
} from '@opentelemetry/api';

/** The slots of the registry that every copy of `@opentelemetry/api` 1.x shares. */
export interface OpenTelemetryGlobal {
  readonly version?: string;
  readonly diag?: DiagLogger;
  readonly trace?: TracerProvider;
  readonly metrics?: MeterProvider;
  readonly context?: ContextManager;
  readonly propagation?: TextMapPropagator;
}

export const REGISTRY = Symbol.for('opentelemetry.js.api.1');

/**
 * The registry itself, as it is now. Read without the API's own check of versions: a copy of the API refuses a registry
 * that an older minor version made, although the interfaces used here are the same in all of 1.x.
 *
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/global-utils.ts
 */
export function openTelemetryGlobal(): OpenTelemetryGlobal | undefined {
  return (globalThis as { readonly [REGISTRY]?: OpenTelemetryGlobal })[REGISTRY];
}

/** The part of a Logger that is needed here, alike in `@opentelemetry/api` 1.10 and `@opentelemetry/api-logs`. */
export interface EventLogger {
  emit(record: {
    readonly eventName: string;
    readonly severityNumber: number;
    readonly severityText: string;
    readonly body: string;
    readonly attributes: Attributes;
    readonly context: Context;
  }): void;
}

/** The part of a LoggerProvider that is needed here. */
export interface EventLoggerProvider {
  getLogger(name: string, version?: string): EventLogger;
}

const LOGS_REGISTRY = Symbol.for('io.opentelemetry.js.api.logs');
/** The version of the logs API that its own registry asks for. */
const LOGS_VERSION = 1;

/** The LoggerProvider of now: in the registry since `@opentelemetry/api` 1.10, in one of its own before. */
export function globalLoggerProvider(): EventLoggerProvider | undefined {
  const { logs } = (openTelemetryGlobal() ?? {}) as { readonly logs?: EventLoggerProvider };
  if (logs !== undefined) return logs;
  const registered = (globalThis as { readonly [LOGS_REGISTRY]?: unknown })[LOGS_REGISTRY];
  return typeof registered === 'function' ? (registered(LOGS_VERSION) as EventLoggerProvider | undefined) : undefined;
}
