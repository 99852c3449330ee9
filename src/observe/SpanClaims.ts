// SPDX-License-Identifier: Apache-2.0
import { type Context, type Span, type TextMapPropagator, trace } from '@opentelemetry/api';
import { attempt } from '../host/guarded.ts';
import { openTelemetryGlobal } from '../host/openTelemetryGlobal.ts';
import { scopeOf } from './scopeOf.ts';

const UNDICI_SCOPE = '@opentelemetry/instrumentation-undici';

/**
 * Finds the span that instrumentation-undici opened for a request. That span is never the active one, but it is in the
 * context that the instrumentation hands to the propagator, in the same tick and just before or after our channel. The
 * candidate counts only when its id went over the wire, so parallel requests can't be mixed up.
 */
export class SpanClaims {
  #watched: TextMapPropagator | undefined;
  #original: TextMapPropagator['inject'] | undefined;
  #latest: Span | undefined;
  #listener: ((span: Span) => void) | undefined;

  /** Watches the propagator that is registered now; cheap when it is watched already. */
  watch(): void {
    const propagator = openTelemetryGlobal()?.propagation;
    if (propagator === undefined || propagator === this.#watched) return;
    this.release();
    const original = propagator.inject;
    const claims = this;
    propagator.inject = function inject(this: TextMapPropagator, context: Context, ...rest): void {
      attempt('span of an undici request', () => claims.#saw(context));
      Reflect.apply(original, this, [context, ...rest]);
    };
    this.#watched = propagator;
    this.#original = original;
  }

  release(): void {
    if (this.#watched !== undefined && this.#original !== undefined) {
      if (Object.hasOwn(Object.getPrototypeOf(this.#watched) ?? {}, 'inject')) {
        Reflect.deleteProperty(this.#watched, 'inject');
      } else this.#watched.inject = this.#original;
    }
    this.#watched = undefined;
    this.#original = undefined;
    this.#latest = undefined;
    this.#listener = undefined;
  }

  /** The span seen last, and every span seen until this tick ends: candidates for the request created now. */
  collect(listener: (span: Span) => void): void {
    if (this.#latest !== undefined) listener(this.#latest);
    this.#listener = listener;
    queueMicrotask(() => {
      this.#latest = undefined;
      if (this.#listener === listener) this.#listener = undefined;
    });
  }

  #saw(context: Context): void {
    const span = trace.getSpan(context);
    if (span === undefined || scopeOf(span)?.name !== UNDICI_SCOPE) return;
    this.#latest = span;
    this.#listener?.(span);
  }
}
