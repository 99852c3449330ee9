// SPDX-License-Identifier: Apache-2.0
import type { ThrottleClass } from '../understand/Operation.ts';
import { BoundedMap } from './BoundedMap.ts';
import { QuotaWindow } from './QuotaWindow.ts';

const MAX_WINDOWS = 512;

/** What a limit counts by: one vault and one class of calls. */
export interface QuotaAccount {
  readonly id: string;
  readonly host: string;
  readonly throttleClass: ThrottleClass;
}

export function quotaAccount(host: string, throttleClass: ThrottleClass): QuotaAccount {
  return { id: `${throttleClass} ${host}`, host, throttleClass };
}

interface Entry {
  readonly account: QuotaAccount;
  readonly window: QuotaWindow;
}

/** This process's share of the limits of the vaults it calls, one window for each vault and class. */
export class QuotaBook {
  readonly #entries = new BoundedMap<string, Entry>(MAX_WINDOWS);

  /**
   * A request goes out.
   *
   * @param share How much of the limit one request uses, e.g. 1/4000; keys of other sizes use more. Requests without a
   * limit are not counted.
   */
  add(account: QuotaAccount, share: number, now: number): void {
    const known = this.#entries.get(account.id);
    const entry = known ?? { account, window: new QuotaWindow() };
    // Once something has to be forgotten, it should not be what is in use.
    if (known === undefined || this.#entries.size >= MAX_WINDOWS) this.#entries.set(account.id, entry);
    entry.window.add(share, now);
  }

  /** The share of the limit that this process used in the last 10 s; `undefined` where there is no limit. */
  utilization(account: QuotaAccount, now: number): number | undefined {
    return this.#entries.get(account.id)?.window.sum(now);
  }

  /** For each vault and class with a limit: the highest utilization since the last call. */
  takePeaks(now: number, each: (host: string, throttleClass: ThrottleClass, utilization: number) => void): void {
    for (const { account, window } of this.#entries.values()) {
      each(account.host, account.throttleClass, window.takePeak(now));
    }
  }
}
