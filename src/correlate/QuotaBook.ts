// SPDX-License-Identifier: Apache-2.0
import type { ThrottleClass } from '../understand/Operation.ts';
import { BoundedMap } from './BoundedMap.ts';
import { QuotaWindow } from './QuotaWindow.ts';

const MAX_WINDOWS = 512;

interface Account {
  readonly host: string;
  readonly throttleClass: ThrottleClass;
  readonly window: QuotaWindow;
}

/** This process's share of the limits of the vaults it calls, one window for each vault and class. */
export class QuotaBook {
  readonly #accounts = new BoundedMap<string, Account>(MAX_WINDOWS);

  /**
   * A request goes out.
   *
   * @param request.share How much of the limit one request uses, e.g. 1/4000; keys of other sizes use more. Requests
   * without a limit are not counted.
   */
  add(
    request: { readonly host: string; readonly throttleClass: ThrottleClass; readonly share: number | undefined },
    now: number,
  ): void {
    if (request.share === undefined) return;
    this.#account(request.host, request.throttleClass).window.add(request.share, now);
  }

  /** The share of the limit that this process used in the last 10 s; `undefined` where there is no limit. */
  utilization(host: string, throttleClass: ThrottleClass, now: number): number | undefined {
    return this.#accounts.get(keyOf(host, throttleClass))?.window.sum(now);
  }

  /** For each vault and class with a limit: the highest utilization since the last call. */
  takePeaks(now: number, each: (host: string, throttleClass: ThrottleClass, utilization: number) => void): void {
    for (const account of this.#accounts.values()) {
      each(account.host, account.throttleClass, account.window.takePeak(now));
    }
  }

  #account(host: string, throttleClass: ThrottleClass): Account {
    const key = keyOf(host, throttleClass);
    const known = this.#accounts.get(key);
    if (known !== undefined) {
      // Once something has to be forgotten, it should not be what is in use.
      if (this.#accounts.size >= MAX_WINDOWS) this.#accounts.set(key, known);
      return known;
    }
    const account = { host, throttleClass, window: new QuotaWindow() };
    this.#accounts.set(key, account);
    return account;
  }
}

function keyOf(host: string, throttleClass: ThrottleClass): string {
  return `${throttleClass} ${host}`;
}
