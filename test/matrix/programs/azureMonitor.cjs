// SPDX-License-Identifier: Apache-2.0
// The Azure Monitor distribution, started as its manual says; OURS says how our instrumentation comes in.
const { useAzureMonitor, shutdownAzureMonitor } = require('@azure/monitor-opentelemetry');

async function main() {
  const ours = process.env.OURS;
  const { ChallengeSpanProcessor, KeyVaultInstrumentation } = ours === 'preload' ? {} : require('keyvault-otel');
  useAzureMonitor({
    azureMonitorExporterOptions: { connectionString: process.env.CONNECTION_STRING, disableOfflineStorage: true },
    enableLiveMetrics: false,
    enableStandardMetrics: false,
    tracesPerSecond: 0,
    samplingRatio: 1,
    ...(ours === 'processor' ? { spanProcessors: [new ChallengeSpanProcessor()] } : {}),
  });
  // Its HTTP instrumentation takes hold of a module when the program requires it.
  if (process.env.REQUIRE_HTTPS) require('node:https');
  if (ours !== 'preload') new KeyVaultInstrumentation();
  await require('./work.cjs').work();
  await shutdownAzureMonitor();
}

void main();
