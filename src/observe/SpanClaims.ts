// SPDX-License-Identifier: Apache-2.0
import { type Context, type Span, type TextMapPropagator, trace } from '@opentelemetry/api';
import { guarded } from '../host/guarded.ts';
import { openTelemetryGlobal } from '../host/openTelemetryGlobal.ts';
import { isOfScope } from './instrumentationScopes.ts';
import { isLeftOut } from './isLeftOut.ts';

/**
 * Finds the span that an instrumentation of undici opened for a request. That span is never the active one, but it is in
 * the context that the instrumentation hands to the propagator, just before or after our channel. A candidate counts
 * only when its id went over the wire, so requests can't be mixed up.
 */
export class SpanClaims {
  #watched: TextMapPropagator | undefined;
  #restore: (() => void) | undefined;
  #latest: Span | undefined;
  #collecting: Span[] | undefined;

  /** Watches the propagator that is registered now; cheap when it is watched already. */
  watch(): void {
    const propagator = openTelemetryGlobal()?.propagation;
    if (propagator === undefined || propagator === this.#watched) return;
    this.release();
    this.#watched = propagator;
    const original = propagator.inject;
    const own = Object.getOwnPropertyDescriptor(propagator, 'inject');
    const saw = guarded('span of an undici request', (context: Context) => this.#saw(context));
    const inject = function (this: TextMapPropagator, ...given: Parameters<TextMapPropagator['inject']>): void {
      saw(given[0]);
      Reflect.apply(original, this, given);
    };
    if (!Reflect.defineProperty(propagator, 'inject', { value: inject, configurable: true, writable: true })) return;
    this.#restore = () => {
      // What others have wrapped around it since is theirs to take off.
      if (propagator.inject !== inject) return;
      if (own === undefined) Reflect.deleteProperty(propagator, 'inject');
      else Reflect.defineProperty(propagator, 'inject', own);
    };
  }

  release(): void {
    this.#restore?.();
    this.#restore = undefined;
    this.#watched = undefined;
    this.#latest = undefined;
    this.#collecting = undefined;
  }

  /**
   * Candidates for the request that is created now: the span seen last, at once, and the one seen next. The
   * instrumentation listens to the same channel as we do, just before us or just after.
   *
   * A candidate may be left over from another request: its id is not on this one's wire.
   *
   * @returns Whether there was one already: then the instrumentation may hear of everything before we do.
   */
  collect(candidates: Span[]): boolean {
    const latest = this.#latest;
    this.#latest = undefined;
    this.#collecting = candidates;
    if (latest === undefined) return false;
    candidates.push(latest);
    return true;
  }

  #saw(context: Context): void {
    const span = trace.getSpan(context);
    if (span === undefined || !(isOfScope(span, 'undici') || isLeftOut(span))) return;
    this.#latest = span;
    this.#collecting?.push(span);
    this.#collecting = undefined;
  }
}
