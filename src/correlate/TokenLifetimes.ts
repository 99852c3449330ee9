// SPDX-License-Identifier: Apache-2.0
import type { Identity } from '../understand/Identity.ts';
import { BoundedMap } from './BoundedMap.ts';

const MAX_TOKENS = 256;
/** A token that was not sent for this long says nothing about the program any more, ms. */
const FORGET_AFTER = 10 * 60_000;

/** What is known of a token that goes to a vault. */
export interface SentToken {
  readonly id: string;
  readonly host: string;
  readonly appId: string;
  /** Unix seconds. */
  readonly expiresAt: number;
}

/** @returns `undefined` when the claims do not say whose the token is and when it ends. */
export function sentToken(host: string, { appId, expiresAt }: Identity): SentToken | undefined {
  if (appId === undefined || expiresAt === undefined) return undefined;
  return { id: `${appId} ${host}`, host, appId, expiresAt };
}

/** When the tokens last sent expire, for each vault and application. */
export class TokenLifetimes {
  readonly #sent = new BoundedMap<string, { token: SentToken; sentAt: number; startedAt: number }>(MAX_TOKENS);

  /**
   * @param now When it was sent, ms since the epoch.
   * @param startedAt The same by a clock that never goes back.
   */
  sent(token: SentToken, now: number, startedAt: number): void {
    const known = this.#sent.get(token.id);
    if (known === undefined) {
      this.#sent.set(token.id, { token, sentAt: now, startedAt });
      return;
    }
    // Once something has to be forgotten, it should not be what is in use.
    if (this.#sent.size >= MAX_TOKENS) this.#sent.set(token.id, known);
    // An answer may come after that of a request which was sent later.
    if (startedAt < known.startedAt) return;
    known.startedAt = startedAt;
    known.token = token;
    known.sentAt = now;
  }

  /** Seconds that are left, for each token sent lately. */
  remaining(now: number, each: (host: string, appId: string, seconds: number) => void): void {
    for (const [id, { token, sentAt }] of this.#sent.entries()) {
      if (now - sentAt > FORGET_AFTER) this.#sent.delete(id);
      else each(token.host, token.appId, token.expiresAt - now / 1000);
    }
  }
}
