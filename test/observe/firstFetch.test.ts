// SPDX-License-Identifier: Apache-2.0
import { propagation } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, describe, expect, it } from 'vitest';
import { KeyVaultInstrumentation } from '../../src/index.ts';
import { observedServer } from './observedServer.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  propagation.disable();
  for (const close of closing.splice(0)) await close();
});

/** As an SDK does it: it is handed the instrumentations, and then registers what it has made. */
describe.each(['first', 'last'] as const)('the first fetch after the start of an SDK, ours %s in the list', (place) => {
  it.each([
    ['metrics on, in the same tick', true],
    ['metrics off, in the next tick', false],
  ])('has one span: %s', async (_, metrics) => {
    const server = await observedServer((_request, response) => response.end('{}'));
    closing.push(server.close);
    const make = {
      undici: () => new UndiciInstrumentation(),
      ours: () => new KeyVaultInstrumentation({ vaultSuffixes: [`localhost:${server.port}`] }),
    };
    const order = place === 'first' ? ([make.ours, make.undici] as const) : ([make.undici, make.ours] as const);
    const instrumentations = order.map((one) => one());
    const exporter = new InMemorySpanExporter();
    const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    for (const one of instrumentations) {
      closing.push(() => one.disable());
      one.setTracerProvider(tracerProvider);
    }
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    if (metrics) for (const one of instrumentations) one.setMeterProvider(new MeterProvider());
    else await Promise.resolve();
    const response = await fetch(`http://localhost:${server.port}/secrets/one?api-version=7.6`);
    await response.text();
    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ instrumentationScope }) => instrumentationScope.name)).toEqual([
      '@opentelemetry/instrumentation-undici',
    ]);
    expect(spans[0]?.attributes).toMatchObject({ 'azure.keyvault.operation.name': 'SecretGet' });
  });
});
