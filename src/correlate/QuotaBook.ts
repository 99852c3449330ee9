// SPDX-License-Identifier: Apache-2.0
import type { ThrottleClass } from '../understand/Operation.ts';
import { BoundedMap } from './BoundedMap.ts';
import { QuotaWindow } from './QuotaWindow.ts';

const MAX_WINDOWS = 512;

/** What one vault's limit looks like from here. */
export interface QuotaState {
  /** Weighted requests of this process in the last 10 s. */
  readonly used: number;
  /** Requests per 10 s; `undefined` where the service has no fixed limit. */
  readonly limit: number | undefined;
  /** `used / limit`. */
  readonly utilization: number | undefined;
}

interface Account {
  readonly host: string;
  readonly throttleClass: ThrottleClass;
  readonly window: QuotaWindow;
  limit: number | undefined;
}

/** This process's share of the limits of the vaults it calls, one window for each vault and class. */
export class QuotaBook {
  readonly #accounts = new BoundedMap<string, Account>(MAX_WINDOWS);

  /** A request goes out. */
  add(
    request: {
      readonly host: string;
      readonly throttleClass: ThrottleClass;
      readonly limit: number | undefined;
      readonly weight: number;
    },
    now: number,
  ): void {
    const account = this.#account(request.host, request.throttleClass);
    account.limit = request.limit;
    account.window.add(request.weight, now);
  }

  state(host: string, throttleClass: ThrottleClass, now: number): QuotaState | undefined {
    const account = this.#accounts.get(keyOf(host, throttleClass));
    if (account === undefined) return undefined;
    const used = account.window.sum(now);
    return { used, limit: account.limit, utilization: share(used, account.limit) };
  }

  /** For each vault and class with a limit: the highest utilization since the last call. */
  takePeaks(now: number, each: (host: string, throttleClass: ThrottleClass, utilization: number) => void): void {
    for (const account of this.#accounts.values()) {
      const peak = share(account.window.takePeak(now), account.limit);
      if (peak !== undefined) each(account.host, account.throttleClass, peak);
    }
  }

  #account(host: string, throttleClass: ThrottleClass): Account {
    const key = keyOf(host, throttleClass);
    const known = this.#accounts.get(key);
    if (known !== undefined) return known;
    const account = { host, throttleClass, window: new QuotaWindow(), limit: undefined };
    this.#accounts.set(key, account);
    return account;
  }
}

function keyOf(host: string, throttleClass: ThrottleClass): string {
  return `${throttleClass} ${host}`;
}

function share(used: number, limit: number | undefined): number | undefined {
  return limit === undefined ? undefined : used / limit;
}
