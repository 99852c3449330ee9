// SPDX-License-Identifier: Apache-2.0
import { DiagLogLevel } from '@opentelemetry/api';

const LEVELS: Readonly<Record<string, DiagLogLevel>> = {
  ALL: DiagLogLevel.ALL,
  VERBOSE: DiagLogLevel.VERBOSE,
  DEBUG: DiagLogLevel.DEBUG,
  INFO: DiagLogLevel.INFO,
  WARN: DiagLogLevel.WARN,
  ERROR: DiagLogLevel.ERROR,
  NONE: DiagLogLevel.NONE,
};

/** Reads `OTEL_LOG_LEVEL`; WARN for none and for a wrong one, which OpenTelemetry takes for INFO. */
export function logLevel(env: Readonly<Record<string, string | undefined>>): {
  readonly level: DiagLogLevel;
  readonly isWrong: boolean;
} {
  const given = env['OTEL_LOG_LEVEL']?.trim().toUpperCase() ?? '';
  const level = Object.hasOwn(LEVELS, given) ? LEVELS[given] : undefined;
  return { level: level ?? DiagLogLevel.WARN, isWrong: given !== '' && level === undefined };
}
