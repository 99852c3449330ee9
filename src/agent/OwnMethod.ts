// SPDX-License-Identifier: Apache-2.0
import { reportOnce } from '../host/guarded.ts';

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
      const note = (threw: boolean, value: unknown): void => {
        if (call !== undefined) call.outcome = { threw, value };
      };
      try {
        const value = Reflect.apply(own, this, args);
        note(false, value);
        return value;
      } catch (error) {
        note(true, error);
        throw error;
      }
    };
  }

  surviving({ entry, traced, fallback, complete }: SurvivingOptions): Method {
    const calls = this.#calls;
    return function (this: unknown, ...args: unknown[]): unknown {
      const call: TracedCall = { outcome: undefined };
      calls.push(call);
      try {
        const value = Reflect.apply(traced, this, args);
        // OpenTelemetry passes on an error, but no `undefined` that was thrown.
        if (call.outcome?.threw === true) throw call.outcome.value;
        return value;
      } catch (error) {
        const { outcome } = call;
        if (outcome?.threw === true) {
          if (error !== outcome.value) reportOnce(entry, error);
          throw outcome.value;
        }
        if (outcome !== undefined) complete?.(outcome.value);
        reportOnce(entry, error);
        return outcome === undefined ? Reflect.apply(fallback, this, args) : outcome.value;
      } finally {
        calls.pop();
      }
    };
  }
}
