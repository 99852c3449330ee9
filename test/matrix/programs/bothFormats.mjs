// SPDX-License-Identifier: Apache-2.0
// The package as CommonJS and as ES module in one process, with an instrumentation of each.
import { createRequire } from 'node:module';
import { diag } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { KeyVaultInstrumentation } from 'keyvault-otel';
import { work } from './work.cjs';

const messages = [];
const logger = {
  error: (text) => messages.push(text),
  warn: (text) => messages.push(text),
  info() {},
  debug() {},
  verbose() {},
};
diag.setLogger(logger);
const { KeyVaultInstrumentation: AsCommonJs } = createRequire(import.meta.url)('keyvault-otel');
const sdk = new NodeSDK({ instrumentations: [new KeyVaultInstrumentation(), new AsCommonJs()] });
sdk.start();
await work();
await sdk.shutdown();
for (const message of messages) process.stdout.write(`diag: ${message}\n`);
