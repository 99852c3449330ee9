// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type * as api from '@opentelemetry/api';
import { diag, metrics, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { KeyVaultInstrumentationConfig } from '../src/config.ts';
import { KeyVaultInstrumentation } from '../src/KeyVaultInstrumentation.ts';
import { observedServer } from './observe/observedServer.ts';

const CHALLENGE = {
  'www-authenticate':
    'Bearer authorization="https://login.microsoftonline.com/00000000-0000-0000-0000-000000000001", resource="https://vault.azure.net"',
};

let server: Awaited<ReturnType<typeof observedServer>>;
let waiting: (() => void)[] = [];
let instrumentation: KeyVaultInstrumentation;

beforeAll(async () => {
  server = await observedServer((request, response) => {
    if (request.url?.startsWith('/secrets/cold') === true) response.writeHead(401, CHALLENGE).end();
    else if (request.url?.startsWith('/secrets/half') === true) {
      response.writeHead(503, { 'content-type': 'text/html' }).write('<html>');
      waiting.push(() => response.end('</html>'));
    } else if (request.url?.startsWith('/secrets/slow') === true) waiting.push(() => response.end('{}'));
    else response.end('{}');
  });
});
afterEach(() => {
  instrumentation.disable();
  waiting = [];
});
afterAll(() => server.close());

function read(path = '/secrets/a/'): Promise<void> {
  const options = { host: '127.0.0.1', port: server.port, path, headers: { host: 'myvault.vault.azure.net' } };
  return new Promise((resolve, reject) => {
    get(options, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
}

/** Resolves when the client has status and half of the body of an error. */
async function refusedInPart(): Promise<{ end(): Promise<unknown> }> {
  const options = { host: '127.0.0.1', port: server.port, headers: { host: 'myvault.vault.azure.net' } };
  const response = await new Promise<IncomingMessage>((resolve) =>
    get({ ...options, path: '/secrets/half/' }, resolve),
  );
  const end = waiting.pop();
  return {
    end: () => {
      end?.();
      return once(response.resume(), 'end');
    },
  };
}

/** Resolves once the server holds a request. */
async function held(): Promise<void> {
  while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
}

/** What is recorded, and how to read it: of each point of a metric the outcome, the number of records and their sum. */
function recording() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  const points = async (name: string): Promise<readonly { outcome: unknown; count: number; sum: unknown }[]> => {
    exporter.reset();
    await provider.forceFlush();
    return exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap(({ dataPoints }) =>
        dataPoints.map(({ attributes, value }) => ({
          outcome: attributes['azure.keyvault.outcome'],
          count: (value as Histogram).count,
          sum: (value as Histogram).sum,
        })),
      );
  };
  return { provider, points };
}

/** A MeterProvider that knows which callbacks are registered. */
function countingMeterProvider() {
  const callbacks = new Set<unknown>();
  const gauge = {
    addCallback: (callback: unknown) => callbacks.add(callback),
    removeCallback: (callback: unknown) => callbacks.delete(callback),
  };
  const meter = {
    createHistogram: () => ({ record: () => {} }),
    createCounter: () => ({ add: () => {} }),
    createObservableGauge: () => gauge,
  };
  return { callbacks, provider: { getMeter: () => meter } as unknown as api.MeterProvider };
}

function raise(): never {
  throw new Error('of the program');
}

describe('KeyVaultInstrumentation', () => {
  it('records to the MeterProvider that is registered after it was given none', async () => {
    const { points, provider } = recording();
    instrumentation = new KeyVaultInstrumentation();
    // As `registerInstrumentations` does it.
    instrumentation.setMeterProvider(metrics.getMeterProvider());
    metrics.setGlobalMeterProvider(provider);
    try {
      await read();
      expect(await points('azure.keyvault.client.request.duration')).toMatchObject([{ count: 1 }]);
    } finally {
      metrics.disable();
    }
  });

  it('leaves no gauge behind when it is disabled or configured anew while a request is under way', async () => {
    const { callbacks, provider } = countingMeterProvider();
    instrumentation = new KeyVaultInstrumentation();
    instrumentation.setMeterProvider(provider);
    await read();
    expect(callbacks.size).toBe(2);
    for (const change of [() => instrumentation.setConfig({}), () => instrumentation.disable()]) {
      const slow = read('/secrets/slow/');
      await held();
      change();
      for (const answer of waiting.splice(0)) answer();
      await slow;
      await read();
    }
    expect(callbacks.size).toBe(0);
  });

  it('counts a repeated read for the MeterProvider of its time', async () => {
    const added: string[] = [];
    const meterProvider = (name: string): api.MeterProvider => {
      const meter = {
        createHistogram: () => ({ record: () => {} }),
        createCounter: () => ({ add: (sum: number) => added.push(`${name}: ${sum}`) }),
        createObservableGauge: () => ({ addCallback: () => {}, removeCallback: () => {} }),
      };
      return { getMeter: () => meter } as unknown as api.MeterProvider;
    };
    instrumentation = new KeyVaultInstrumentation();
    await read();
    await read();
    for (const name of ['first', 'second']) {
      instrumentation.setMeterProvider(meterProvider(name));
      await read();
    }
    instrumentation.disable();
    expect(added).toEqual(['first: 1', 'second: 1']);
  });

  it('counts each repeated read once for every reader, those before it is disabled too', async () => {
    const readers = [AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA].map((temporality) => {
      const exporter = new InMemoryMetricExporter(temporality);
      const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
      return { exporter, reader };
    });
    const provider = new MeterProvider({ readers: readers.map(({ reader }) => reader) });
    const repeated = async (): Promise<readonly (readonly unknown[])[]> => {
      for (const { exporter } of readers) exporter.reset();
      await provider.forceFlush();
      return readers.map(({ exporter }) =>
        exporter
          .getMetrics()
          .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
          .filter(({ descriptor }) => descriptor.name === 'azure.keyvault.client.repeated_reads')
          .flatMap(({ dataPoints }) => dataPoints.map(({ value }) => value)),
      );
    };
    instrumentation = new KeyVaultInstrumentation();
    instrumentation.setMeterProvider(provider);
    for (let index = 0; index < 3; index += 1) await read();
    expect(await repeated()).toEqual([[2], [2]]);
    await read();
    expect(await repeated()).toEqual([[3], [1]]);
    for (let index = 0; index < 2; index += 1) await read();
    instrumentation.disable();
    expect(await repeated()).toEqual([[5], [2]]);
    await provider.shutdown();
  });

  it('makes no failure of challenges, of however many the token is on its way', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const provider = new MeterProvider({ readers: [reader] });
    instrumentation = new KeyVaultInstrumentation();
    instrumentation.setMeterProvider(provider);
    const paths = Array.from({ length: 2_100 }, (_, index) => `/secrets/cold${index}/`);
    for (let from = 0; from < paths.length; from += 100) await Promise.all(paths.slice(from, from + 100).map(read));
    await provider.forceFlush();
    const outcomes = (name: string): unknown[] =>
      exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
        .filter(({ descriptor }) => descriptor.name === name)
        .flatMap(({ dataPoints }) => dataPoints.map(({ attributes }) => attributes['azure.keyvault.outcome']));
    expect(outcomes('azure.keyvault.client.request.duration')).toEqual(['challenge']);
    expect(outcomes('azure.keyvault.client.operation.attempts')).toEqual([]);
    await provider.shutdown();
  });

  it('joins a repeat to an answer whose body has not ended yet, once that is known', async () => {
    const { provider, points } = recording();
    instrumentation = new KeyVaultInstrumentation();
    instrumentation.setMeterProvider(provider);
    const bodies = [await refusedInPart(), await refusedInPart(), await refusedInPart()];
    for (const body of bodies) await body.end();
    instrumentation.settle();
    expect(await points('azure.keyvault.client.operation.attempts')).toEqual([
      { outcome: 'failure', count: 1, sum: 3 },
    ]);
    expect(await points('azure.keyvault.client.request.duration')).toMatchObject([{ outcome: 'failure', count: 3 }]);
    await provider.shutdown();
  });

  it('records nothing of a call that is answered in part when it is disabled', async () => {
    const { provider, points } = recording();
    instrumentation = new KeyVaultInstrumentation();
    instrumentation.setMeterProvider(provider);
    await read();
    const body = await refusedInPart();
    instrumentation.disable();
    await body.end();
    expect(await points('azure.keyvault.client.request.duration')).toMatchObject([{ outcome: 'success', count: 1 }]);
    await provider.shutdown();
  });

  it('takes no challenge for a missing token when it is configured anew while the token is on its way', async () => {
    const { provider, points } = recording();
    instrumentation = new KeyVaultInstrumentation();
    instrumentation.setMeterProvider(provider);
    await read('/secrets/cold/');
    instrumentation.setConfig({ objectNames: true });
    expect(await points('azure.keyvault.client.request.duration')).toMatchObject([{ outcome: 'challenge', count: 1 }]);
    await provider.shutdown();
  });

  it.each([undefined, Object.create(null), new Proxy({}, { get: raise, getPrototypeOf: raise })])(
    'throws nothing of a MeterProvider that is none',
    (provider) => {
      instrumentation = new KeyVaultInstrumentation();
      expect(() => instrumentation.setMeterProvider(provider as unknown as api.MeterProvider)).not.toThrow();
    },
  );

  it('says what is wrong with its options to the logger that an SDK sets after it was made', () => {
    const said: string[] = [];
    const wrong = { identity: 'everything', unheard: 1 } as unknown as KeyVaultInstrumentationConfig;
    instrumentation = new KeyVaultInstrumentation(wrong);
    const logger = {
      error: raise,
      warn: (message: string) => said.push(message),
      info: raise,
      debug: () => {},
      verbose: raise,
    };
    diag.setLogger(logger);
    instrumentation.setTracerProvider(trace.getTracerProvider());
    instrumentation.setMeterProvider(metrics.getMeterProvider());
    diag.disable();
    expect(said).toEqual([expect.stringMatching(/unheard/), expect.stringMatching(/option identity is not valid/)]);
  });

  it('throws nothing of a logger that does', () => {
    diag.setLogger({ error: raise, warn: raise, info: raise, debug: raise, verbose: raise });
    const wrong = { signals: 'x', enabled: 'perhaps', nothing: 1 } as unknown as KeyVaultInstrumentationConfig;
    instrumentation = new KeyVaultInstrumentation(wrong);
    instrumentation.setConfig(wrong);
    diag.disable();
    expect(instrumentation.getConfig().enabled).toBe(true);
  });

  it.each(['false', 'FALSE', false, '0'])('does not start where the program says that it is not to: %j', (enabled) => {
    instrumentation = new KeyVaultInstrumentation({ enabled } as unknown as KeyVaultInstrumentationConfig);
    expect(instrumentation.getConfig().enabled).toBe(false);
  });

  it('stops telling a listener that has left, in whatever configuration', async () => {
    instrumentation = new KeyVaultInstrumentation({ enabled: false });
    let told = 0;
    const leave = instrumentation.listen(() => {
      told += 1;
    });
    instrumentation.setConfig({});
    instrumentation.enable();
    await read();
    instrumentation.setConfig({ objectNames: true });
    await read();
    expect(told).toBe(2);
    leave();
    await read();
    expect(told).toBe(2);
  });

  it.each([
    ['null', null],
    ['a number', 5],
    ['a list', []],
    ['options of wrong types', { identity: Symbol('full'), signals: [1], objectNames: {}, onDiagnosis: 5 }],
    ['too many suffixes', { vaultSuffixes: Array(100).fill('a.b') }],
    ['an object that throws', new Proxy({}, { ownKeys: raise, get: raise })],
  ])('takes %s for its options without throwing', async (_, config) => {
    instrumentation = new KeyVaultInstrumentation(config as KeyVaultInstrumentationConfig);
    instrumentation.setConfig(config as KeyVaultInstrumentationConfig);
    expect(instrumentation.getConfig().enabled).toBe(true);
  });
});
