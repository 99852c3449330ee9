// SPDX-License-Identifier: Apache-2.0
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { openTelemetryGlobal } from '../host/openTelemetryGlobal.ts';
import { AgentLogger } from './AgentLogger.ts';

const REGISTRY = Symbol.for('opentelemetry.js.api.1');
const SILENT: readonly string[] = ['NONE', 'ERROR'];

/**
 * Runs a step whose warnings the user should see, while nothing may stay registered with OpenTelemetry: afterwards the
 * registry is as absent as before, so that the program can still register an SDK of any version.
 */
export function withDiagnostics(step: () => void): void {
  const level = process.env['OTEL_LOG_LEVEL']?.trim().toUpperCase() ?? '';
  if (openTelemetryGlobal() !== undefined || SILENT.includes(level)) {
    step();
    return;
  }
  diag.setLogger(new AgentLogger(), DiagLogLevel.WARN);
  try {
    step();
  } finally {
    leaveNoRegistry();
  }
}

/** Takes our logger away, and the registry with it when there is nothing else in it. */
export function leaveNoRegistry(): void {
  const others = Object.keys(openTelemetryGlobal() ?? {}).filter((name) => name !== 'version' && name !== 'diag');
  if (others.length > 0) return;
  diag.disable();
  Reflect.deleteProperty(globalThis, REGISTRY);
}
