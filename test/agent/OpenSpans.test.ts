// SPDX-License-Identifier: Apache-2.0
import { SpanKind } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { OpenSpans } from '../../src/agent/OpenSpans.ts';
import { INSTRUMENTATION_SCOPES } from '../../src/observe/instrumentationScopes.ts';

function traced() {
  const exporter = new InMemorySpanExporter();
  const open = new OpenSpans();
  const provider = new TracerProvider({ spanProcessors: [open, new SimpleSpanProcessor({ exporter })] });
  const start = (name: string, scope: string = INSTRUMENTATION_SCOPES.http, kind = SpanKind.CLIENT) =>
    provider.getTracer(scope).startSpan(name, { kind });
  return { open, start, ended: () => exporter.getFinishedSpans().map(({ name }) => name) };
}

describe('OpenSpans', () => {
  it('ends the spans of requests that nobody has ended', () => {
    const { open, start, ended } = traced();
    start('by http');
    start('by undici', INSTRUMENTATION_SCOPES.undici);
    expect(ended()).toEqual([]);
    open.end();
    expect(ended()).toEqual(['by http', 'by undici']);
    open.end();
    expect(ended()).toHaveLength(2);
  });

  it('leaves those of the program, and of requests that a server answers', () => {
    const { open, start, ended } = traced();
    start('work of the program', 'shop');
    start('an answer', INSTRUMENTATION_SCOPES.http, SpanKind.SERVER);
    open.end();
    expect(ended()).toEqual([]);
  });

  it('keeps nothing of those that are over, so that they take no place from one that is open', () => {
    const { open, start, ended } = traced();
    start('open');
    for (let count = 0; count < 3_000; count += 1) start('over').end();
    open.end();
    expect(ended()).toHaveLength(3_001);
    expect(ended().at(-1)).toBe('open');
  });
});
