// SPDX-License-Identifier: Apache-2.0
import { type Attributes, type SpanContext, type SpanStatus, SpanStatusCode } from '@opentelemetry/api';
import { attempt } from '../host/guarded.ts';
import { ATTR_AZURE_KEYVAULT_OUTCOME } from './attributeNames.ts';

/** What is read of an ended span; the SDK's `ReadableSpan` of 1.x, 2.x and 3.x has it. */
export interface EndedSpan {
  readonly attributes: Attributes;
  readonly status: SpanStatus;
  readonly parentSpanContext?: SpanContext | undefined;
  readonly parentSpanId?: string | undefined;
  readonly spanContext: () => SpanContext;
}

/** Spans above a request end within its turn of the loop; what is older has gone another way. */
const MAX_PARENTS = 256;

/**
 * Takes the ERROR off spans that show a challenge of the handshake, where no instrumentation can: on the span that the
 * Azure SDK's own tracing opens above the HTTP request. Put it before the processors that export.
 *
 * @example
 * useAzureMonitor({ spanProcessors: [new ChallengeSpanProcessor()] });
 */
export class ChallengeSpanProcessor {
  /** Ids of spans right above a challenge. */
  readonly #parents = new Set<string>();

  onStart(): void {}

  /** @param span A span that has ended; its status becomes UNSET when the ERROR on it tells of a challenge only. */
  onEnd(span: EndedSpan): void {
    attempt('challenge on an ended span', () => {
      const isChallenge = span.attributes[ATTR_AZURE_KEYVAULT_OUTCOME] === 'challenge';
      if (isChallenge) this.#remember(span.parentSpanContext?.spanId ?? span.parentSpanId);
      const isAbove = this.#parents.delete(span.spanContext().spanId) && isUnauthorized(span);
      if (!(isChallenge || isAbove) || span.status.code !== SpanStatusCode.ERROR) return;
      (span as { status: SpanStatus }).status = { code: SpanStatusCode.UNSET };
    });
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {
    this.#parents.clear();
  }

  #remember(id: string | undefined): void {
    if (id === undefined) return;
    if (this.#parents.size >= MAX_PARENTS) {
      for (const oldest of this.#parents) {
        this.#parents.delete(oldest);
        break;
      }
    }
    this.#parents.add(id);
  }
}

/** A span above several requests, such as the whole operation, has no status code and keeps its status. */
function isUnauthorized({ attributes }: EndedSpan): boolean {
  return attributes['http.status_code'] === 401 || attributes['http.response.status_code'] === 401;
}
