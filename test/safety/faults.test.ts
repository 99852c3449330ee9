// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type DiagLogger, diag } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, type MetricData, MetricReader } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeyVaultInstrumentationConfig } from '../../src/config.ts';
import type { KeyVaultInstrumentation } from '../../src/KeyVaultInstrumentation.ts';
import { sampleToken } from '../understand/sampleToken.ts';
import { sabotaged } from './sabotaged.ts';

/** In every error that is thrown inside, every token and every body: none of it may be in a message. */
const SECRET = 'hunter2-marker';
const TOKEN = sampleToken({
  aud: 'https://vault.azure.net',
  appid: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
  note: SECRET,
});
const FORBIDDEN = JSON.stringify({ error: { code: 'Forbidden', message: `Caller ${SECRET} is not authorized` } });

let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer((req, res) => {
    req.resume();
    const status = Number(/status=(\d+)/.exec(req.url ?? '')?.[1] ?? 200);
    if (status === 401)
      res.setHeader(
        'www-authenticate',
        'Bearer authorization="https://login.windows.net/x", resource="https://vault.azure.net"',
      );
    if (status === 429) res.setHeader('retry-after', '1');
    res.statusCode = status;
    res.end(status === 200 ? `{"value":"${SECRET}"}` : FORBIDDEN);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const vault = (): string => origin.replace('127.0.0.1', 'localhost');
const authorized = { authorization: `Bearer ${TOKEN}` };

async function byHttp(url: string, options: object = {}): Promise<string> {
  const outgoing = request(url, options);
  outgoing.end();
  const [response] = await once(outgoing, 'response');
  return `${response.statusCode} ${await text(response)}`;
}

async function byFetch(url: string, options: RequestInit = {}): Promise<string> {
  const response = await fetch(url, options);
  return `${response.status} ${await response.text()}`;
}

/** A program that meets a success, a challenge, both kinds of denial, a limit and a request for a token. */
async function program(): Promise<readonly string[]> {
  const path = (name: string, status: number): string => `${vault()}/secrets/${name}?api-version=7.6&status=${status}`;
  const token = `${origin}/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net`;
  const results: string[] = [];
  for (const send of [byHttp, byFetch]) {
    results.push(
      await send(path('a', 401)),
      await send(path('a', 200), { headers: authorized }),
      await send(path('a', 403), { headers: authorized }),
      await send(path('b', 429), { headers: authorized }),
      await send(path('b', 200), { headers: authorized }),
      await send(token, { headers: { 'x-identity-header': SECRET } }),
      await send(`${token}&status=400`, { headers: { 'x-identity-header': SECRET } }),
    );
  }
  return results;
}

class Reader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

/** A whole SDK, with what was recorded as counts. */
function sdk() {
  const spans = new InMemorySpanExporter();
  const logs = new InMemoryLogRecordExporter();
  const reader = new Reader();
  return {
    tracerProvider: new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
    meterProvider: new MeterProvider({ readers: [reader] }),
    loggerProvider: new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: logs })] }),
    recorded: async () => {
      const { resourceMetrics } = await reader.collect();
      const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      return {
        traces: spans.getFinishedSpans().length,
        logs: logs.getFinishedLogRecords().length,
        metrics: metrics.map((metric) => `${metric.descriptor.name} ${countOf(metric)}`).toSorted(),
      };
    },
  };
}

function countOf({ dataPoints }: MetricData): number {
  return dataPoints.reduce((sum, { value }) => sum + (typeof value === 'object' ? value.count : 1), 0);
}

const messages: string[] = [];
const log = (...args: unknown[]): void => void messages.push(args.map(String).join(' '));
const LOGGER: DiagLogger = { error: log, warn: log, info: log, debug: log, verbose: log };
let unhandled: unknown[] = [];
const onUnhandled = (error: unknown): void => void unhandled.push(error);

beforeEach(() => {
  messages.length = 0;
  unhandled = [];
  // A message is given once for each place; what was said before is forgotten with the modules.
  vi.resetModules();
  diag.setLogger(LOGGER, { suppressOverrideMessage: true });
  process.on('uncaughtException', onUnhandled).on('unhandledRejection', onUnhandled);
});
afterEach(() => {
  diag.disable();
  process.off('uncaughtException', onUnhandled).off('unhandledRejection', onUnhandled);
});

type Providers = Pick<ReturnType<typeof sdk>, 'tracerProvider' | 'meterProvider' | 'loggerProvider'>;

async function observed(
  providers: Providers,
  options: {
    readonly config?: KeyVaultInstrumentationConfig;
    readonly before?: (instrumentation: KeyVaultInstrumentation) => void;
  } = {},
): Promise<readonly string[]> {
  const { KeyVaultInstrumentation } = await import('../../src/KeyVaultInstrumentation.ts');
  const instrumentation = new KeyVaultInstrumentation({ vaultSuffixes: [new URL(vault()).host], ...options.config });
  instrumentation.setTracerProvider(providers.tracerProvider);
  instrumentation.setMeterProvider(providers.meterProvider);
  instrumentation.setLoggerProvider(providers.loggerProvider);
  options.before?.(instrumentation);
  try {
    return await program();
  } finally {
    instrumentation.disable();
    // What was thrown into a channel comes up in the next tick.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function expectDiscretion(): void {
  expect(unhandled).toEqual([]);
  expect(new Set(messages).size).toBe(messages.length);
  for (const message of messages) {
    expect(message).toMatch(/^keyvault-otel: .+ failed; the program is not affected\./);
    expect(message).not.toContain(SECRET);
    expect(message).not.toContain(TOKEN.slice(0, 40));
  }
}

type Signal = 'traces' | 'metrics' | 'logs';

/** Methods of OpenTelemetry that the agent calls, with the signals that need them. */
const FAULTS: readonly (readonly [method: string, ...needing: Signal[]])[] = [
  ['getTracer', 'traces'],
  ['startSpan', 'traces'],
  ['isRecording', 'traces'],
  ['setAttributes', 'traces'],
  ['setAttribute', 'traces'],
  ['setStatus', 'traces'],
  // The SDK's logger reads it from the context of the event.
  ['spanContext', 'traces', 'logs'],
  ['end', 'traces'],
  ['getMeter', 'metrics'],
  ['createHistogram', 'metrics'],
  ['createCounter', 'metrics'],
  ['createObservableGauge', 'metrics'],
  ['addCallback', 'metrics'],
  ['removeCallback', 'metrics'],
  ['record', 'metrics'],
  ['add', 'metrics'],
  ['getLogger', 'logs'],
  ['emit', 'logs'],
];

describe('when a part of OpenTelemetry throws', () => {
  it.each(FAULTS)('%s: the program goes on, and so do the other signals', async (method, ...needing) => {
    const without = await program();
    const whole = sdk();
    expect(await observed(whole)).toEqual(without);
    expect(messages).toEqual([]);
    const expected = await whole.recorded();
    vi.resetModules();

    const broken = sdk();
    const providers = {
      tracerProvider: sabotaged(broken.tracerProvider, method, SECRET),
      meterProvider: sabotaged(broken.meterProvider, method, SECRET),
      loggerProvider: sabotaged(broken.loggerProvider, method, SECRET),
    };
    expect(await observed(providers)).toEqual(without);
    expectDiscretion();
    expect(messages.length).toBeGreaterThan(0);
    const recorded = await broken.recorded();
    const lost = Object.fromEntries(needing.map((signal) => [signal, 'lost']));
    expect({ ...recorded, ...lost }).toEqual({ ...expected, ...lost });
  });
});

describe('when a context throws', () => {
  const fails = (): never => {
    throw new Error(SECRET);
  };
  const empty = { getValue: () => undefined, setValue: () => empty, deleteValue: () => empty };

  it.each<[string, () => object]>([
    ['active', fails],
    ['getValue', () => ({ ...empty, getValue: fails })],
    ['setValue', () => ({ ...empty, setValue: fails })],
    ['deleteValue', () => ({ ...empty, deleteValue: fails })],
  ])('%s: the program goes on, and every call is counted', async (_method, active) => {
    const without = await program();
    const whole = sdk();
    expect(await observed(whole)).toEqual(without);
    const expected = await whole.recorded();
    vi.resetModules();

    const slot = globalThis as unknown as Record<symbol, unknown>;
    const REGISTRY = Symbol.for('opentelemetry.js.api.1');
    const before = slot[REGISTRY] as object;
    const bound = (_context: object, run: (...given: unknown[]) => unknown, self: unknown, ...given: unknown[]) =>
      Reflect.apply(run, self, given);
    slot[REGISTRY] = { ...before, context: { active, with: bound } };
    const broken = sdk();
    try {
      expect(await observed(broken)).toEqual(without);
      // OpenTelemetry's own processors work in that context too, and say what they meet.
      messages.splice(0, Infinity, ...messages.filter((message) => message.startsWith('keyvault-otel')));
      expectDiscretion();
    } finally {
      slot[REGISTRY] = before;
    }
    expect((await broken.recorded()).metrics).toEqual(expected.metrics);
  });
});

describe('when what the user gave throws', () => {
  it.each<[string, () => void]>([
    [
      'throws',
      () => {
        throw new Error(SECRET);
      },
    ],
    [
      'throws what is no error',
      () => {
        throw SECRET;
      },
    ],
    ['rejects', () => Promise.reject(new Error(SECRET)) as unknown as undefined],
    [
      'throws an error that throws when read',
      () => {
        throw new Proxy(new Error(SECRET), {
          get: () => {
            throw new Error(SECRET);
          },
        });
      },
    ],
  ])('an onDiagnosis that %s does no harm', async (_how, onDiagnosis) => {
    const without = await program();
    const whole = sdk();
    expect(await observed(whole, { config: { onDiagnosis } })).toEqual(without);
    expectDiscretion();
    expect((await whole.recorded()).traces).toBe(without.length);
  });

  it('a listener that throws does no harm', async () => {
    const without = await program();
    const whole = sdk();
    const before = (instrumentation: KeyVaultInstrumentation): void => {
      instrumentation.listen(() => {
        throw new Error(SECRET);
      });
    };
    expect(await observed(whole, { before })).toEqual(without);
    expectDiscretion();
    expect(messages).toHaveLength(1);
    expect((await whole.recorded()).traces).toBe(without.length);
  });

  it('a logger that throws does no harm', async () => {
    const fails = (): never => {
      throw new Error(SECRET);
    };
    diag.setLogger(
      { error: fails, warn: fails, info: fails, debug: fails, verbose: fails },
      { suppressOverrideMessage: true },
    );
    const without = await program();
    const broken = sdk();
    expect(await observed({ ...broken, tracerProvider: sabotaged(broken.tracerProvider, 'end', SECRET) })).toEqual(
      without,
    );
    expect(unhandled).toEqual([]);
  });
});

it('a logger that keeps and changes what it is given changes nothing for the next event', async () => {
  const kept: Record<string, unknown>[] = [];
  const loggerProvider = {
    getLogger: () => ({
      emit: ({ attributes }: { attributes: Record<string, unknown> }) => {
        expect(attributes).not.toHaveProperty('of a logger');
        attributes['of a logger'] = kept.push(attributes);
      },
    }),
  };
  const denied = `${vault()}/secrets/a?api-version=7.6&status=403`;
  const { KeyVaultInstrumentation } = await import('../../src/KeyVaultInstrumentation.ts');
  const instrumentation = new KeyVaultInstrumentation({ vaultSuffixes: [new URL(vault()).host] });
  instrumentation.setLoggerProvider(loggerProvider);
  for (let index = 0; index < 4; index += 1) await byHttp(denied, { headers: authorized });
  instrumentation.disable();
  expect(messages).toEqual([]);
  expect(kept.map((attributes) => attributes['of a logger'])).toEqual([1, 2, 3, 4]);
});

it('what goes wrong is told to a logger of an older API too', async () => {
  const REGISTRY = Symbol.for('opentelemetry.js.api.1');
  const slot = globalThis as unknown as Record<symbol, unknown>;
  const before = slot[REGISTRY];
  slot[REGISTRY] = { version: '1.9.0', diag: LOGGER };
  try {
    const broken = sdk();
    await observed({ ...broken, tracerProvider: sabotaged(broken.tracerProvider, 'end', SECRET) });
    expectDiscretion();
    expect(messages.length).toBeGreaterThan(0);
  } finally {
    slot[REGISTRY] = before;
  }
});

describe('when the registry of OpenTelemetry is broken', () => {
  const REGISTRY = Symbol.for('opentelemetry.js.api.1');
  const fails = (): never => {
    throw new Error(SECRET);
  };

  it.each<[string, object]>([
    ['a context manager that throws', { context: { active: fails } }],
    ['a propagator that can not be watched', { propagation: Object.freeze({ inject: () => undefined }) }],
    ['slots that are no providers', { trace: 1, metrics: 'x', context: [], propagation: {}, logs: null }],
    ['a registry that throws', new Proxy({}, { get: fails })],
  ])('%s does no harm', async (_what, registry) => {
    const without = await program();
    const slot = globalThis as unknown as Record<symbol, unknown>;
    const before = slot[REGISTRY];
    slot[REGISTRY] = registry;
    const { KeyVaultInstrumentation } = await import('../../src/KeyVaultInstrumentation.ts');
    const options = { vaultSuffixes: [new URL(vault()).host] };
    try {
      const instrumentation = new KeyVaultInstrumentation(options);
      expect(await program()).toEqual(without);
      instrumentation.disable();
    } finally {
      slot[REGISTRY] = before;
    }
    let calls = 0;
    const next = new KeyVaultInstrumentation(options);
    next.listen(() => (calls += 1));
    await program();
    next.disable();
    expect(calls).toBeGreaterThan(0);
    expect(unhandled).toEqual([]);
  });
});
