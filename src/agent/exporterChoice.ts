// SPDX-License-Identifier: Apache-2.0
import { diag } from '@opentelemetry/api';
import { wrongValue } from './agentConfig.ts';

export type OtlpSignal = 'traces' | 'metrics' | 'logs';
export type OtlpProtocol = 'http/protobuf' | 'http/json' | 'grpc';
export type ExporterName = 'otlp' | 'console';

/** Where one signal goes. */
export interface ExporterChoice {
  /** Empty for `none`. */
  readonly exporters: readonly ExporterName[];
  readonly protocol: OtlpProtocol;
}

type Environment = Readonly<Record<string, string | undefined>>;

const EXPORTERS: readonly ExporterName[] = ['otlp', 'console'];
const PROTOCOLS: readonly OtlpProtocol[] = ['http/protobuf', 'http/json', 'grpc'];
const DEFAULT_EXPORTER: ExporterName = 'otlp';
const DEFAULT_PROTOCOL: OtlpProtocol = 'http/protobuf';

/**
 * Reads `OTEL_{SIGNAL}_EXPORTER`, `OTEL_EXPORTER_OTLP_{SIGNAL}_PROTOCOL` and `OTEL_EXPORTER_OTLP_PROTOCOL`. A wrong
 * value gives one message through `diag` and the default.
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#exporter-selection
 */
export function exporterChoice(signal: OtlpSignal, env: Environment): ExporterChoice {
  const exporters = readExporters(`OTEL_${signal.toUpperCase()}_EXPORTER`, env);
  return { exporters, protocol: exporters.includes('otlp') ? readProtocol(signal, env) : DEFAULT_PROTOCOL };
}

function readExporters(variable: string, env: Environment): readonly ExporterName[] {
  const named = new Set((env[variable] ?? '').split(',').map((part) => part.trim().toLowerCase()));
  named.delete('');
  if (named.size === 0) return [DEFAULT_EXPORTER];
  if (named.has('none')) return [];
  const known = EXPORTERS.filter((name) => named.has(name));
  if (known.length < named.size) diag.warn(wrongValue(variable, 'otlp, console or none', DEFAULT_EXPORTER));
  return known.length === named.size ? known : [DEFAULT_EXPORTER];
}

function readProtocol(signal: OtlpSignal, env: Environment): OtlpProtocol {
  const variable = [`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`, 'OTEL_EXPORTER_OTLP_PROTOCOL'].find(
    (name) => (env[name] ?? '').trim() !== '',
  );
  if (variable === undefined) return DEFAULT_PROTOCOL;
  const text = env[variable]?.trim().toLowerCase();
  const known = PROTOCOLS.find((protocol) => protocol === text);
  if (known === undefined) diag.warn(wrongValue(variable, PROTOCOLS.join(', '), DEFAULT_PROTOCOL));
  return known ?? DEFAULT_PROTOCOL;
}
