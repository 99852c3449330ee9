// SPDX-License-Identifier: Apache-2.0
import { BoundedMap } from './BoundedMap.ts';

const MAX_TOKENS = 256;
/** A token that was not sent for this long says nothing about the program any more, ms. */
const FORGET_AFTER = 10 * 60_000;

interface Sent {
  readonly host: string;
  readonly appId: string;
  expiresAt: number;
  sentAt: number;
}

/** When the tokens last sent expire, for each vault and application. */
export class TokenLifetimes {
  readonly #sent = new BoundedMap<string, Sent>(MAX_TOKENS);

  /** @param expiresAt Unix seconds. */
  sent(host: string, appId: string, expiresAt: number, now: number): void {
    const key = `${appId} ${host}`;
    const known = this.#sent.get(key);
    if (known === undefined) {
      this.#sent.set(key, { host, appId, expiresAt, sentAt: now });
      return;
    }
    known.expiresAt = expiresAt;
    known.sentAt = now;
  }

  /** Seconds that are left, for each token sent lately. */
  remaining(now: number, each: (host: string, appId: string, seconds: number) => void): void {
    for (const [key, token] of this.#sent.entries()) {
      if (now - token.sentAt > FORGET_AFTER) this.#sent.delete(key);
      else each(token.host, token.appId, token.expiresAt - now / 1000);
    }
  }
}
