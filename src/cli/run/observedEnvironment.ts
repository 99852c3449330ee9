// SPDX-License-Identifier: Apache-2.0
import { SPOOL_VARIABLE } from '../reporter/spool.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ObservationPaths {
  readonly spool: string;
  readonly reporter: string;
  /** The preload that exports. */
  readonly register: string;
}

/** Each of these says where telemetry is to go. */
const EXPORT_VARIABLE = /^OTEL_(?:EXPORTER_OTLP_(?:[A-Z]+_)?ENDPOINT|(?:TRACES|METRICS|LOGS)_EXPORTER)$/;
const REGISTER = /keyvault-otel[\\/](?:dist[\\/])?register/;

/** Whether the user has said where telemetry goes: without that, nothing is sent. */
export function exportsTelemetry(env: Environment): boolean {
  return Object.entries(env).some(
    ([name, value = '']) => EXPORT_VARIABLE.test(name) && !/^\s*(?:none\s*)?$/i.test(value),
  );
}

/**
 * The environment in which a program and all its children are observed: `NODE_OPTIONS` reaches Node through npm, npx and
 * shells too. The preload with its exporters comes along only where the user exports or loads it anyway.
 */
export function observedEnvironment(
  env: Environment,
  command: readonly string[],
  paths: ObservationPaths,
): Record<string, string | undefined> {
  const given = env['NODE_OPTIONS'] ?? '';
  const withRegister = exportsTelemetry(env) || REGISTER.test(given) || command.some((word) => REGISTER.test(word));
  const preloads = withRegister ? [paths.register, paths.reporter] : [paths.reporter];
  const options = preloads.map((path) => `--require=${quoted(path)}`);
  return {
    ...env,
    NODE_OPTIONS: [given.trim(), ...options].filter((part) => part !== '').join(' '),
    [SPOOL_VARIABLE]: paths.spool,
  };
}

/** @see https://nodejs.org/api/cli.html#node_optionsoptions */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
