// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Attributes } from '@opentelemetry/api';
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OtlpFamily } from '../../src/agent/OtlpFamily.ts';
import { WrittenPairs } from '../../src/agent/WrittenPairs.ts';

const BUILT = fileURLToPath(new URL('../../dist/agent-otlp-proto.cjs', import.meta.url));

/** Counts how often it had to write. */
function counted() {
  let count = 0;
  const pairs = new WrittenPairs((key, value) => {
    count += 1;
    return Buffer.from(`${key}=${value}`);
  });
  const get = (key: string, value: unknown): string | undefined => {
    const bytes = pairs.get(key, value);
    return bytes === undefined ? undefined : Buffer.from(bytes).toString();
  };
  return { pairs, get, count: () => count };
}

describe('WrittenPairs', () => {
  it('writes a pair once', () => {
    const { get, count } = counted();
    for (let time = 0; time < 1_000; time += 1) {
      expect(get('cloud', 'public')).toBe('cloud=public');
      expect(get('cloud', 'china')).toBe('cloud=china');
      expect(get('outcome', 'public')).toBe('outcome=public');
    }
    expect(count()).toBe(3);
  });

  it('leaves what is no text, or long, to be written as ever', () => {
    const { get, count } = counted();
    for (const value of [1, true, null, undefined, ['x'], { x: 'y' }, new Uint8Array(1), 'x'.repeat(1_025)])
      expect(get('key', value)).toBeUndefined();
    expect(get('k'.repeat(257), 'x')).toBeUndefined();
    expect(count()).toBe(0);
  });

  it('keeps no values of a key whose values always differ, and tries it again later', () => {
    const { pairs, get, count } = counted();
    for (let id = 0; id < 100_000; id += 1) get('request id', `id ${id}`);
    expect(count()).toBeLessThan(2_000);
    expect(pairs.bytes).toBeLessThan(20_000);
    for (let time = 0; time < 5_000; time += 1) get('request id', 'always the same');
    expect(get('request id', 'always the same')).toBe('request id=always the same');
  });

  it('is bounded, whatever keys and values there are', () => {
    const { pairs, get } = counted();
    for (let index = 0; index < 50_000; index += 1) {
      get(`key ${index}`, 'x'.repeat(index % 1_000));
      get('few values', `value ${index % 50}`);
      expect(pairs.bytes).toBeLessThanOrEqual(512 * 1024);
    }
    expect(get('few values', 'value 1')).toBe('few values=value 1');
  });

  it('forgets the pairs that were there when there is no room for more', () => {
    const { get, count } = counted();
    get('cloud', 'public');
    for (let index = 0; index < 500; index += 1) get(`key ${index}`, 'x'.repeat(1_000));
    const before = count();
    get('cloud', 'public');
    expect(count()).toBe(before + 1);
  });
});

describe('the serializer of the preload', () => {
  const built = createRequire(import.meta.url)(BUILT) as { readonly otlpFamily: OtlpFamily };
  const { traces, logs } = built.otlpFamily.serialize;
  const spanExporter = new InMemorySpanExporter();
  const logExporter = new InMemoryLogRecordExporter();
  const resource = resourceFromAttributes({ 'service.name': 'shop' });
  const tracer = new TracerProvider({
    resource,
    spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })],
  }).getTracer('test', '1');
  const logger = new LoggerProvider({
    resource,
    processors: [new SimpleLogRecordProcessor({ exporter: logExporter })],
  }).getLogger('test', '1');
  // Few that differ, so that most are there already; and any.
  const few = fc.constantFrom('', 'a', 'azure.keyvault.cause', '__proto__', 'ключ', '\ud800', '\u0000');
  const text = fc.oneof(few, fc.string({ unit: 'binary', maxLength: 2_000 }));
  const value = fc.oneof(text, fc.double(), fc.integer(), fc.boolean(), fc.array(text, { maxLength: 3 }));
  const attributes = fc.dictionary(fc.oneof(few, fc.string({ maxLength: 300 })), value, { maxKeys: 30 });

  it('writes the same bytes as the one of OpenTelemetry', () => {
    const check = (given: readonly Attributes[]): void => {
      spanExporter.reset();
      logExporter.reset();
      for (const one of given) {
        tracer.startSpan('call', { attributes: one }).addEvent('event', one).end();
        logger.emit({ eventName: 'failure', body: 'a sentence', attributes: one });
      }
      const spans = spanExporter.getFinishedSpans();
      const records = logExporter.getFinishedLogRecords();
      expect(spans).toHaveLength(given.length);
      expect(records).toHaveLength(given.length);
      expect(Buffer.from(traces(spans) ?? []).toString('hex')).toBe(
        Buffer.from(ProtobufTraceSerializer.serializeRequest(spans) ?? []).toString('hex'),
      );
      expect(Buffer.from(logs(records) ?? []).toString('hex')).toBe(
        Buffer.from(ProtobufLogsSerializer.serializeRequest(records) ?? []).toString('hex'),
      );
    };
    fc.assert(fc.property(fc.array(attributes, { minLength: 1, maxLength: 12 }), check), { numRuns: 500 });
  });
});
