// SPDX-License-Identifier: Apache-2.0
import type { CallListener } from './record/CallRecord.ts';

/** An instrumentation that the program did not make, and that leaves its calls to one that the program makes. */
export interface StandInGlobal {
  /** What observes while the program has made nothing. */
  readonly instance: object | undefined;
  listen(listener: CallListener): void;
  end(): void;
  standAside(successor: object): void;
  /** Observes again, if this is who it stood aside for. */
  stepIn(successor: object): void;
}

export const STAND_IN = Symbol.for('keyvault-otel.stand-in');

/** That of this thread; it may come from another copy of the package. */
export function standInGlobal(): StandInGlobal | undefined {
  return (globalThis as { readonly [STAND_IN]?: StandInGlobal })[STAND_IN];
}
