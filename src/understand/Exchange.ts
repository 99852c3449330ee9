// SPDX-License-Identifier: Apache-2.0

/** Header fields as Node and browsers hand them over: names in any case, repeated fields as a list. */
export type HeaderValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One HTTP request and what came back, as plain data: the input of everything in `understand/`. */
export interface Exchange {
  readonly request: ExchangeRequest;
  /** `undefined` when no HTTP response arrived at all (DNS, refused, reset, TLS, time-out). */
  readonly response?: ExchangeResponse | undefined;
  /**
   * For a 401 to a request without `Authorization`: did the same request follow, with a token?
   * `undefined` means not known, and is read as the expected challenge.
   */
  readonly followedByCredentials?: boolean | undefined;
  /** When the call was made, in ms since the epoch. Default: `Date.now()`. */
  readonly now?: number | undefined;
}

export interface ExchangeRequest {
  readonly method: string;
  /** Absolute URL. */
  readonly url: string;
  readonly headers?: HeaderValues | undefined;
  /** Only looked at when `url` is a token endpoint, and only for who asks for what (never for a credential). */
  readonly body?: string | undefined;
}

export interface ExchangeResponse {
  readonly status: number;
  readonly headers?: HeaderValues | undefined;
  /** Text of the body when the response was an error; may be cut. */
  readonly body?: string | undefined;
}
