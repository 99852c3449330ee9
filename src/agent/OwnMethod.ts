// SPDX-License-Identifier: Apache-2.0
import { reportOnce } from '../host/guarded.ts';

/** As it is at the start: it is on the way of every request of the program. */
const { apply } = Reflect;

export type Method = (...args: unknown[]) => unknown;

/** What Node's own method did within a traced call, if it came to that. */
interface TracedCall {
  outcome: { readonly threw: boolean; readonly value: unknown } | undefined;
}

export interface SurvivingOptions {
  /** Names the method in the one message for it. */
  readonly entry: string;
  /** The method with tracing around {@link OwnMethod.noted}. */
  readonly traced: Method;
  /** Node's own, without. */
  readonly fallback: Method;
  /** Does what tracing had still to do with what Node's method returned; throws what Node throws. */
  readonly complete?: (value: unknown) => void;
}

/**
 * A method of Node that an instrumentation puts tracing around, and that survives it: where tracing fails, the program gets
 * what Node's own method returns or throws, called once and with the arguments as they came.
 */
export class OwnMethod {
  readonly #calls: TracedCall[] = [];
  /** For the instrumentation to put tracing around. */
  readonly noted: Method;

  constructor(own: Method) {
    const calls = this.#calls;
    this.noted = function (this: unknown, ...args: unknown[]): unknown {
      const call = calls.at(-1);
      if (call === undefined) return apply(own, this, args);
      try {
        const value = apply(own, this, args);
        call.outcome = { threw: false, value };
        return value;
      } catch (error) {
        call.outcome = { threw: true, value: error };
        throw error;
      }
    };
  }

  surviving({ entry, traced, fallback, complete }: SurvivingOptions): Method {
    const calls = this.#calls;
    return function (this: unknown, ...args: unknown[]): unknown {
      const call: TracedCall = { outcome: undefined };
      let value: unknown;
      let failure: { readonly error: unknown } | undefined;
      calls.push(call);
      try {
        value = apply(traced, this, args);
      } catch (error) {
        failure = { error };
      } finally {
        calls.pop();
      }
      const { outcome } = call;
      if (outcome?.threw === true) {
        if (failure !== undefined && failure.error !== outcome.value) reportOnce(entry, failure.error);
        // Thrown here too where tracing has kept it: OpenTelemetry passes on an error, but no `undefined`.
        throw outcome.value;
      }
      if (failure === undefined) return value;
      if (outcome !== undefined) complete?.(outcome.value);
      reportOnce(entry, failure.error);
      return outcome === undefined ? apply(fallback, this, args) : outcome.value;
    };
  }
}
