// SPDX-License-Identifier: Apache-2.0
// Compiled only: everything a TypeScript user touches.
import type { Span } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  ChallengeSpanProcessor,
  type Diagnosis,
  KeyVaultInstrumentation,
  type KeyVaultInstrumentationConfig,
} from 'keyvault-otel';
import { diagnose } from 'keyvault-otel/diagnosis';
import {
  ATTR_AZURE_KEYVAULT_FAILURE_CAUSE,
  METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION,
} from 'keyvault-otel/semconv';
import 'keyvault-otel/register';

const config: KeyVaultInstrumentationConfig = {
  identity: 'full',
  objectNames: true,
  vaultSuffixes: ['localhost:8443'],
  signals: ['traces', 'metrics'],
  onDiagnosis: (span: Span | undefined, diagnosis: Diagnosis) => span?.setAttribute('cause', diagnosis.cause ?? 'none'),
};
export const sdk = new NodeSDK({
  instrumentations: [new KeyVaultInstrumentation(config)],
  spanProcessors: [new ChallengeSpanProcessor()],
});
const diagnosis = diagnose({
  request: { method: 'GET', url: 'https://contoso.vault.azure.net/secrets/a', headers: {} },
  response: { status: 403, headers: {} },
});
export const texts: readonly (string | undefined)[] = [
  diagnosis?.cause,
  ATTR_AZURE_KEYVAULT_FAILURE_CAUSE,
  METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION,
];
// @ts-expect-error a level that there is not
new KeyVaultInstrumentation({ identity: 'everything' });
