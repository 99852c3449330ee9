// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { AGENT_OPTIONS, readAgentConfig } from '../../src/agent/agentConfig.ts';
import { exporterChoice } from '../../src/agent/exporterChoice.ts';

describe('exporterChoice', () => {
  it.each([
    [{}, ['otlp'], 'http/protobuf'],
    [{ OTEL_TRACES_EXPORTER: ' ' }, ['otlp'], 'http/protobuf'],
    [{ OTEL_TRACES_EXPORTER: 'none' }, [], 'http/protobuf'],
    [{ OTEL_TRACES_EXPORTER: 'console, OTLP' }, ['otlp', 'console'], 'http/protobuf'],
    [{ OTEL_TRACES_EXPORTER: 'otlp,otlp' }, ['otlp'], 'http/protobuf'],
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, ['otlp'], 'http/protobuf'],
    [{ OTEL_METRICS_EXPORTER: 'none' }, ['otlp'], 'http/protobuf'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, ['otlp'], 'grpc'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' }, ['otlp'], 'http/json'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/json' }, ['otlp'], 'grpc'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'tcp' }, ['otlp'], 'http/protobuf'],
  ])('of traces with %j', (env, exporters, protocol) => {
    expect(exporterChoice('traces', env)).toEqual({ exporters, protocol });
  });
});

describe('readAgentConfig', () => {
  it.each([
    [{}, { http: 'vault', exitTimeout: 2_000 }],
    [
      { KEYVAULT_OTEL_HTTP: ' ALL ', KEYVAULT_OTEL_EXIT_TIMEOUT: '0' },
      { http: 'all', exitTimeout: 0 },
    ],
    [
      { KEYVAULT_OTEL_HTTP: 'yes', KEYVAULT_OTEL_EXIT_TIMEOUT: '-1' },
      { http: 'vault', exitTimeout: 2_000 },
    ],
    [{ KEYVAULT_OTEL_EXIT_TIMEOUT: '60001' }, { http: 'vault', exitTimeout: 2_000 }],
    [{ KEYVAULT_OTEL_EXIT_TIMEOUT: '60000' }, { http: 'vault', exitTimeout: 60_000 }],
  ])('of %j', (env, expected) => {
    expect(readAgentConfig(env)).toEqual(expected);
  });

  it('has examples that it accepts', () => {
    for (const option of Object.values(AGENT_OPTIONS)) expect(option.parse(option.example)).toBeDefined();
  });
});
