// SPDX-License-Identifier: Apache-2.0
'use strict';
// A preload: OpenTelemetry's SDK with an exporter that drops everything, and, as BENCH says, its own instrumentations
// (`otel`), those and the agent (`otel+agent`), or the agent alone (`agent`).
const { createRequire } = require('node:module');
const { BatchSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace');
const { MeterProvider, PeriodicExportingMetricReader } = require('@opentelemetry/sdk-metrics');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici');

void TracerProvider;
void MeterProvider;
const mode = process.env.BENCH;
const none = async () => undefined;
const dropped = { export: (_batch, done) => done({ code: 0 }), forceFlush: none, shutdown: none };
const instrumentations = mode.startsWith('otel') ? [new HttpInstrumentation(), new UndiciInstrumentation()] : [];
if (mode.endsWith('agent')) {
  const { KeyVaultInstrumentation } = createRequire(__filename)('../../../dist/index.cjs');
  instrumentations.push(new KeyVaultInstrumentation());
}
new NodeSDK({
  spanProcessors: [new BatchSpanProcessor({ exporter: dropped })],
  metricReaders: [new PeriodicExportingMetricReader({ exporter: dropped })],
  logRecordProcessors: [],
  instrumentations,
}).start();
// So that `import http from 'node:http'` sees what was patched.
require('node:http');
require('node:https');
require('node:module').syncBuiltinESMExports();
