// SPDX-License-Identifier: Apache-2.0
// Sentry, started as its manual says, with a copy of its spans to the receiver; SENTRY is which one.
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');
const Sentry = require(process.env.SENTRY);

const nowhere = () => ({ send: async () => ({}), flush: async () => true });
Sentry.init({
  dsn: 'https://public@sentry.invalid/1',
  transport: nowhere,
  tracesSampleRate: 1,
  tracePropagationTargets: [/./],
  openTelemetrySpanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter())],
});

void Sentry.startSpan({ name: 'work' }, () => require('./work.cjs').work()).then(() => Sentry.close());
