// SPDX-License-Identifier: Apache-2.0
import { SpanKind } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { OpenItems, type Place } from '../host/OpenItems.ts';
import { INSTRUMENTATION_SCOPES } from '../observe/instrumentationScopes.ts';

/** Far more than a program has open at once; of more, some are lost at the end. */
const MAX_SPANS = 2_048;
const PLACE = Symbol('keyvault-otel.place');
const HTTP_SCOPES: ReadonlySet<string> = new Set([INSTRUMENTATION_SCOPES.http, INSTRUMENTATION_SCOPES.undici]);

type Placed = Span & { [PLACE]?: Place<Span> };

/**
 * Knows the spans of requests that the HTTP instrumentations have opened and not ended: those of requests under way, and of
 * answers that the program does not read to their end. When the process ends, nobody else ends them.
 */
export class OpenSpans implements SpanProcessor {
  readonly #spans = new OpenItems<Span>(MAX_SPANS);

  onStart(span: Span): void {
    if (span.kind !== SpanKind.CLIENT || !HTTP_SCOPES.has(span.instrumentationScope.name)) return;
    (span as Placed)[PLACE] = this.#spans.add(span);
  }

  onEnd(span: unknown): void {
    this.#spans.delete((span as Placed)[PLACE]);
  }

  /** The process ends. */
  end(): void {
    this.#spans.end((span) => span.end());
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
