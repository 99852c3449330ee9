// SPDX-License-Identifier: Apache-2.0
// The SDK of a user: instrumentations named in INSTRUMENTATIONS, in that order, with hooks of the user's own.
const mark = (name) => (span) => span.setAttribute(name, true);

/** Set once it is made: the hooks run later. */
let keyVault;

const MAKE = {
  http: () => {
    const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
    return new HttpInstrumentation({
      requestHook: mark('user.request_hook'),
      responseHook: mark('user.response_hook'),
      applyCustomAttributesOnSpan: mark('user.end_hook'),
      startOutgoingSpanHook: () => ({ 'user.start_hook': true }),
    });
  },
  undici: () => {
    const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici');
    return new UndiciInstrumentation({
      requestHook: (span, request) => {
        mark('user.request_hook')(span);
        if (process.env.ADOPT) keyVault?.adopt(span, request);
      },
      responseHook: mark('user.response_hook'),
      startSpanHook: () => ({ 'user.start_hook': true }),
    });
  },
  keyvault: () => {
    const { KeyVaultInstrumentation } = require('keyvault-otel');
    keyVault = new KeyVaultInstrumentation();
    return keyVault;
  },
  azure: () => {
    const { createAzureSdkInstrumentation } = require('@azure/opentelemetry-instrumentation-azure-sdk');
    return createAzureSdkInstrumentation();
  },
};

function startSdk() {
  const { NodeSDK } = require('@opentelemetry/sdk-node');
  const names = (process.env.INSTRUMENTATIONS ?? '').split(',').filter(Boolean);
  const { ChallengeSpanProcessor } = process.env.CHALLENGE_PROCESSOR ? require('keyvault-otel') : {};
  const sdk = new NodeSDK({
    instrumentations: names.map((name) => MAKE[name]()),
    ...(ChallengeSpanProcessor === undefined ? {} : { spanProcessors: spanProcessors(new ChallengeSpanProcessor()) }),
  });
  sdk.start();
  return sdk;
}

/** With `spanProcessors` the NodeSDK reads no exporter from the environment. */
function spanProcessors(challenges) {
  const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
  const sdk = require('@opentelemetry/sdk-node');
  const exporter = new OTLPTraceExporter();
  const { BatchSpanProcessor } = sdk.tracing ?? require('@opentelemetry/sdk-trace');
  return [
    challenges,
    sdk.tracing === undefined ? new BatchSpanProcessor({ exporter }) : new BatchSpanProcessor(exporter),
  ];
}

module.exports = { startSdk };
