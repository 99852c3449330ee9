// SPDX-License-Identifier: Apache-2.0
import { SpanKind } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { INSTRUMENTATION_SCOPES } from '../observe/instrumentationScopes.ts';

/** Far more than a program has open at once; of more, some are lost at the end. */
const MAX_SPANS = 2_048;
const HTTP_SCOPES: ReadonlySet<string> = new Set([INSTRUMENTATION_SCOPES.http, INSTRUMENTATION_SCOPES.undici]);

/**
 * Knows the spans of requests that the HTTP instrumentations have opened and not ended: those of requests under way, and of
 * answers that the program does not read to their end. When the process ends, nobody else ends them.
 */
export class OpenSpans implements SpanProcessor {
  readonly #spans = new Set<Span>();

  onStart(span: Span): void {
    if (span.kind !== SpanKind.CLIENT || !HTTP_SCOPES.has(span.instrumentationScope.name)) return;
    if (this.#spans.size < MAX_SPANS) this.#spans.add(span);
  }

  onEnd(span: unknown): void {
    this.#spans.delete(span as Span);
  }

  /** The process ends. */
  end(): void {
    const spans = [...this.#spans];
    this.#spans.clear();
    for (const span of spans) span.end();
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
