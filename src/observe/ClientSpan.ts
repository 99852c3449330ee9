// SPDX-License-Identifier: Apache-2.0
import { isSpanContextValid, type Span } from '@opentelemetry/api';
import { isOnWire } from './isOnWire.ts';
import { undiciHeaders } from './undiciHeaders.ts';

/** The span that another instrumentation opened for one request of undici, as far as it is known. */
export class ClientSpan {
  /** Spans that may be of this request; the one whose id is on the wire is. */
  readonly candidates: Span[] = [];
  #told: Span | undefined;

  get span(): Span | undefined {
    return this.#told;
  }

  /** Someone knows which it is; one that is suppressed stands for nothing. */
  tell(span: Span): void {
    if (isSpanContextValid(span.spanContext())) this.#told = span;
  }

  /** @param headers Any of the places where the headers of the request stand; the first that names a candidate decides. */
  choose(...headers: readonly unknown[]): void {
    const { candidates } = this;
    if (candidates.length === 0) return;
    for (const given of headers) this.#told ??= onWire(candidates, given);
    candidates.length = 0;
  }
}

function onWire(candidates: readonly Span[], headers: unknown): Span | undefined {
  const header = undiciHeaders(headers);
  return candidates.find((span) => isOnWire(span, header));
}
