// SPDX-License-Identifier: Apache-2.0
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import type { KeyVaultInstrumentationConfig } from '../../src/config.ts';
import { QuotaBook } from '../../src/correlate/QuotaBook.ts';
import { sentToken, TokenLifetimes } from '../../src/correlate/TokenLifetimes.ts';
import { Recorder } from '../../src/record/Recorder.ts';
import { resolveConfig } from '../../src/resolveConfig.ts';

const HOST = 'contoso.vault.azure.net';
const APP_ID = 'azure.keyvault.identity.app_id';

/** Application ids on the lifetimes of tokens that were sent. */
async function applicationsOf(
  appIds: readonly string[],
  config: KeyVaultInstrumentationConfig = {},
): Promise<readonly unknown[]> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  const lifetimes = new TokenLifetimes();
  const recorder = new Recorder({
    config: resolveConfig(config, {}),
    quotas: new QuotaBook(),
    lifetimes,
    listeners: new Set(),
    providers: { tracerProvider: () => undefined, meterProvider: () => provider, loggerProvider: () => undefined },
  });
  for (const appId of appIds) {
    const token = sentToken(HOST, { type: 'application', appId, expiresAt: Date.now() / 1000 + 60, delegated: false });
    if (token !== undefined) lifetimes.sent(token, Date.now(), performance.now());
  }
  expect(recorder.instruments.current).toBeDefined();
  await provider.forceFlush();
  const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  await provider.shutdown();
  return metrics
    .filter(({ descriptor }) => descriptor.name === 'azure.keyvault.client.identity.remaining_lifetime')
    .flatMap(({ dataPoints }) => dataPoints.map(({ attributes }) => attributes[APP_ID]));
}

describe('Recorder', () => {
  it('names the application whose token expires, where what the token says is an identifier', async () => {
    expect(await applicationsOf(['app-1', 'app-2'])).toEqual(['app-1', 'app-2']);
    expect(await applicationsOf(['jane.doe@contoso.com', 'app-1', 'a second'])).toEqual(['app-1']);
  });

  it('leaves out applications beyond the first hundred: one lifetime in the place of many would hide the others', async () => {
    const appIds = Array.from({ length: 130 }, (_, index) => `app-${index}`);
    expect(await applicationsOf(appIds)).toEqual(appIds.slice(0, 100));
  });

  it('tells no lifetime where callers are not told apart', async () => {
    expect(await applicationsOf(['app-1', 'app-2'], { identity: 'none' })).toEqual([]);
  });
});
