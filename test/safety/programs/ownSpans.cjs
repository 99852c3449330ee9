// SPDX-License-Identifier: Apache-2.0
'use strict';
// A preload with the library alone: an SDK without HTTP instrumentations, so that every span is one of the agent's own.
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { KeyVaultInstrumentation } = require('../../../dist/index.cjs');

new NodeSDK({
  traceExporter: new OTLPTraceExporter(),
  instrumentations: [new KeyVaultInstrumentation({ learnKeyTypes: true })],
}).start();
