// SPDX-License-Identifier: Apache-2.0
import { hasSubscribers } from 'node:diagnostics_channel';
import { ClientRequest, IncomingMessage } from 'node:http';
import { DiagLogLevel, diag, propagation, type TextMapPropagator } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { KeyVaultInstrumentation } from '../../src/index.ts';
import { type Program, startProgram } from './startProgram.ts';

const CHANNELS = [
  'http.client.request.created',
  'http.client.request.start',
  'http.client.request.error',
  'http.client.response.finish',
  'undici:request:create',
  'undici:client:sendHeaders',
  'undici:request:bodyChunkSent',
  'undici:request:headers',
  'undici:request:trailers',
  'undici:request:error',
];
const subscribed = (): readonly string[] => CHANNELS.filter((channel) => hasSubscribers(channel));

let program: Program;

beforeAll(async () => {
  program = await startProgram();
});
afterEach(() => {
  program.reset();
  vi.unstubAllEnvs();
  propagation.disable();
  diag.disable();
});
afterAll(() => program.close());

describe('disable()', () => {
  it('ends every subscription', () => {
    const instrumentation = program.use();
    expect(subscribed()).toEqual(CHANNELS);
    instrumentation.disable();
    expect(subscribed()).toEqual([]);
  });

  it.each([
    ['of its class', () => new (class extends Propagator {})()],
    [
      'of its own',
      () => ({ inject: () => {}, extract: (context) => context, fields: () => [] }) satisfies TextMapPropagator,
    ],
  ] as const)('gives the propagator back its inject %s', (_, make) => {
    const propagator: TextMapPropagator = make();
    const { inject } = propagator;
    const hadOwn = Object.hasOwn(propagator, 'inject');
    propagation.setGlobalPropagator(propagator);
    const instrumentation = program.use();
    expect(propagator.inject).not.toBe(inject);
    instrumentation.disable();
    expect(propagator.inject).toBe(inject);
    expect(Object.hasOwn(propagator, 'inject')).toBe(hadOwn);
  });

  it('patches nothing of node:http in the first place', () => {
    const before = [ClientRequest.prototype.write, ClientRequest.prototype.end, IncomingMessage.prototype.push];
    program.use();
    expect([ClientRequest.prototype.write, ClientRequest.prototype.end, IncomingMessage.prototype.push]).toEqual(
      before,
    );
  });

  it('records nothing from then on, and enable() starts again', async () => {
    const instrumentation = program.use();
    await program.call();
    instrumentation.disable();
    await program.call();
    expect(program.spans()).toHaveLength(1);
    instrumentation.enable();
    instrumentation.enable();
    await program.call();
    expect(program.spans()).toHaveLength(2);
    expect(await program.metrics()).toContain('azure.keyvault.client.request.duration');
  });

  it('takes its gauges back', async () => {
    const instrumentation = program.use();
    await program.call();
    expect(await program.metrics()).toContain('azure.keyvault.client.quota.utilization');
    await program.call();
    instrumentation.disable();
    expect(await program.metrics()).not.toContain('azure.keyvault.client.quota.utilization');
  });

  it('lets another instance take over', async () => {
    const first = program.use();
    const messages: string[] = [];
    const take = (message: string): void => {
      messages.push(message);
    };
    diag.setLogger({ error: take, warn: take, info: take, debug: take, verbose: take }, DiagLogLevel.WARN);
    const second = new KeyVaultInstrumentation();
    try {
      expect(messages).toEqual([expect.stringContaining('another instance')]);
      second.setTracerProvider(program.tracerProvider);
      await program.call();
      expect(program.spans()).toHaveLength(1);
      first.disable();
      second.enable();
      await program.call();
      expect(program.spans()).toHaveLength(2);
    } finally {
      second.disable();
    }
  });
});

describe('the environment', () => {
  it.each([
    ['OTEL_SDK_DISABLED', 'true'],
    ['OTEL_SDK_DISABLED', 'TRUE'],
    ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'keyvault'],
    ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'fs, KeyVault'],
  ])('switches it off: %s=%s', async (name, value) => {
    vi.stubEnv(name, value);
    program.use();
    expect(subscribed()).toEqual([]);
    await program.call();
    expect(program.spans()).toEqual([]);
  });

  it.each([
    ['OTEL_SDK_DISABLED', 'false'],
    ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'http,undici'],
  ])('leaves it on: %s=%s', async (name, value) => {
    vi.stubEnv(name, value);
    program.use();
    await program.call();
    expect(program.spans()).toHaveLength(1);
  });
});

class Propagator implements TextMapPropagator {
  inject(): void {}
  extract(context: Parameters<TextMapPropagator['extract']>[0]): ReturnType<TextMapPropagator['extract']> {
    return context;
  }
  fields(): string[] {
    return [];
  }
}
