// SPDX-License-Identifier: Apache-2.0
import type { CauseName } from '../understand/causes.ts';
import { BoundedMap } from './BoundedMap.ts';

/** A change of rights or firewall rules takes up to this long, ms. Source: learn.microsoft.com/azure/key-vault/general/network-security. */
export const PROPAGATION_WINDOW = 15 * 60_000;
const MAX_DENIALS = 1_024;

/** Changed in place: a program that is denied often asks in a loop. */
interface Denial {
  cause: CauseName;
  first: number;
  last: number;
}

/** A denial that has turned into a success. */
export interface Recovery {
  readonly cause: CauseName;
  /** Seconds from the first denial to the success. */
  readonly after: number;
}

/** Sees a 403 turn into a success for the same identity, vault and operation: rights or rules that had to propagate. */
export class AccessRecovery {
  readonly #denials = new BoundedMap<string, Denial>(MAX_DENIALS);

  get size(): number {
    return this.#denials.size;
  }

  denied(key: string, cause: CauseName, now: number): void {
    const known = this.#denials.get(key);
    if (known === undefined) {
      this.#denials.set(key, { cause, first: now, last: now });
      return;
    }
    // Once something has to be forgotten, it should not be what goes on.
    if (this.#denials.size >= MAX_DENIALS) this.#denials.set(key, known);
    if (now - known.last >= PROPAGATION_WINDOW) known.first = now;
    known.cause = cause;
    known.last = now;
  }

  succeeded(key: string, now: number): Recovery | undefined {
    const denial = this.#denials.get(key);
    if (denial === undefined) return undefined;
    this.#denials.delete(key);
    if (now - denial.last >= PROPAGATION_WINDOW) return undefined;
    return { cause: denial.cause, after: (now - denial.first) / 1000 };
  }
}
