// SPDX-License-Identifier: Apache-2.0
'use strict';
// A preload: OpenTelemetry's SDK with an exporter that drops everything, and, as BENCH says, its own instrumentations
// (`otel`), those and the agent (`otel+agent`), those and as much of the SDK as the agent uses for a call
// (`otel+records`), or the agent alone (`agent`). As `sending`, OpenTelemetry's own with its exporters as they are.
const { createRequire } = require('node:module');
const { context, logs, metrics, trace } = require('@opentelemetry/api');
const { BatchLogRecordProcessor } = require('@opentelemetry/sdk-logs');
const { BatchSpanProcessor } = require('@opentelemetry/sdk-trace');
const { PeriodicExportingMetricReader } = require('@opentelemetry/sdk-metrics');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici');

const mode = process.env.BENCH;
const none = async () => undefined;
const dropped = { export: (_batch, done) => done({ code: 0 }), forceFlush: none, shutdown: none };
const byHand = mode === 'otel+records' ? recordByHand() : undefined;
const config = byHand === undefined ? {} : { responseHook: byHand.responseHook };
const isSending = mode === 'sending';
const instrumentations =
  mode.startsWith('otel') || isSending ? [new HttpInstrumentation(config), new UndiciInstrumentation(config)] : [];
// What `switched.mjs` switches: the last thing of the mode.
let switched = instrumentations;
if (mode.endsWith('agent')) {
  const { KeyVaultInstrumentation } = createRequire(__filename)('../../../dist/index.cjs');
  switched = [new KeyVaultInstrumentation()];
  instrumentations.push(...switched);
}
globalThis.switchOver = (on) => {
  if (byHand === undefined) for (const one of switched) on ? one.enable() : one.disable();
  else byHand.isOn = on;
};
const pipelines = isSending
  ? {}
  : {
      spanProcessors: [new BatchSpanProcessor({ exporter: dropped })],
      metricReaders: [new PeriodicExportingMetricReader({ exporter: dropped })],
      logRecordProcessors: [new BatchLogRecordProcessor({ exporter: dropped })],
    };
new NodeSDK({ ...pipelines, instrumentations }).start();

/** The attributes of a call and its two histograms, and the event of a failure, with values that cost nothing to find. */
function recordByHand() {
  const named = (names) => names.map((name) => [`azure.keyvault.${name}`, `a value of ${name}`]);
  const own = named([
    ...['service.type', 'cloud', 'vault.name', 'vault.region', 'object.type', 'operation.name', 'connection.type'],
    ...['outcome', 'throttle.class', 'identity.audience', 'identity.tenant_id', 'identity.app_id'],
    ...['identity.object_id', 'identity.expires_at', 'identity.type', 'identity.delegated'],
  ]);
  const success = [
    ...own,
    ['azure.resource_provider.namespace', 'Microsoft.KeyVault'],
    ['azure.service.request.id', '00000000-0000-4000-8000-000000000001'],
    ['url.template', '/secrets/{name}'],
    ['url.full', 'https://contoso.vault.azure.net/secrets/{name}'],
    ['azure.keyvault.identity.remaining_lifetime', 3599.5],
  ];
  const names = ['cause', 'code', 'inner_code', 'responsible', 'retryable', 'remedy', 'action', 'deny_assignment'];
  const failed = [
    ...named(names.map((name) => `failure.${name}`)),
    ['azure.keyvault.failure.evidence', ['a sentence']],
  ];
  const failure = [...success, ...failed];
  const request = Object.fromEntries(own.slice(0, 6));
  const operation = Object.fromEntries(own.slice(0, 3));
  // As many as in the agent's event.
  const ofEvent = Object.fromEntries([...own, ...failed].slice(3));
  const event = { eventName: 'a failure', severityNumber: 13, severityText: 'WARN', body: 'a sentence' };
  let histograms;
  let logger;
  const hand = { isOn: true };
  hand.responseHook = (span, answer) => {
    if (!hand.isOn) return;
    const isFailure = (answer.response ?? answer).statusCode >= 400;
    histograms ??= ['a', 'b'].map((name) => metrics.getMeter('by hand').createHistogram(name));
    for (const [name, value] of isFailure ? failure : success) span.setAttribute(name, value);
    histograms[0].record(0.01, request);
    histograms[1].record(1, operation);
    if (!isFailure) return;
    logger ??= logs.getLogger('by hand');
    logger.emit({ ...event, attributes: { ...ofEvent }, context: trace.setSpan(context.active(), span) });
  };
  return hand;
}
