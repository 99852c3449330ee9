// SPDX-License-Identifier: Apache-2.0
// The SDK of a user, preloaded as an ES module.
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { KeyVaultInstrumentation } from 'keyvault-otel';

const sdk = new NodeSDK({
  instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation(), new KeyVaultInstrumentation()],
});
sdk.start();
process.once('beforeExit', () => sdk.shutdown());
