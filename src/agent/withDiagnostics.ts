// SPDX-License-Identifier: Apache-2.0
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { openTelemetryGlobal } from '../host/openTelemetryGlobal.ts';
import { AgentLogger } from './AgentLogger.ts';
import { leaveNoRegistry } from './leaveNoRegistry.ts';
import { linesOfProcess } from './linesOfProcess.ts';

const SILENT: readonly string[] = ['NONE', 'ERROR'];

/**
 * Runs a step whose warnings the user should see, while nothing may stay registered with OpenTelemetry: afterwards the
 * registry is as absent as before, so that the program can still register an SDK of any version.
 */
export function withDiagnostics<Result>(step: () => Result): Result {
  const level = process.env['OTEL_LOG_LEVEL']?.trim().toUpperCase() ?? '';
  if (openTelemetryGlobal() !== undefined || SILENT.includes(level)) {
    return step();
  }
  diag.setLogger(new AgentLogger({ lines: linesOfProcess }), DiagLogLevel.WARN);
  try {
    return step();
  } finally {
    leaveNoRegistry();
  }
}
