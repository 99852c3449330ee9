// SPDX-License-Identifier: Apache-2.0
import type { Context, Span } from '@opentelemetry/api';
import type { Endpoint } from '../understand/Endpoint.ts';
import type { HeaderReader } from '../understand/HeaderReader.ts';

/** Far more than a program has open at once with one kind of client; of more, some are not recorded at the end. */
export const MAX_UNDER_WAY = 1_024;

/** Said of what the end of the process cuts off. */
export const CUT_OFF = 'The process ended before one came.';

/** A request as an adapter saw it go out. */
export interface RequestHead {
  readonly endpoint: Endpoint;
  /** Scheme and host as the program wrote them, with the port where it did: see `originOf`. */
  readonly origin: string;
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly header: HeaderReader;
  /** First bytes of the body, of the requests that {@link WantsBody} names; `undefined` for every other and where there is none; empty where there is one that was not seen. */
  readonly body: string | undefined;
  /** Whether it was given to a connection. */
  readonly isSent: boolean;
  /** `performance.now()` when the program made the request. */
  readonly startedAt: number;
  /** The span that another instrumentation opened for this request. */
  readonly span: Span | undefined;
  /** Context in which the program made the request. */
  readonly parent: Context;
}

/** The body of a response as far as it came. Not to be kept: the bytes are a view on what the socket read. */
export interface ObservedBody {
  /** As they came over the wire. */
  readonly bytes: Uint8Array;
  /** Header `content-encoding` in lower case; empty when there is none. */
  readonly encoding: string;
  /** Decoded; `undefined` when it can't be. */
  text(): string | undefined;
}

/** One request to a vault or token endpoint, told step by step. */
export interface ObservedCall {
  /** The header of the response is there. Returns whether the body is wanted: {@link body} must follow, or all is known. */
  responded(status: number, header: HeaderReader): boolean;
  /** The body of the error, as far as it came. */
  body(body: ObservedBody): void;
  /**
   * No response came, or not all of it.
   *
   * @param why What is known of that besides, as a sentence.
   */
  failed(why?: string): void;
}

/** Takes a request from an adapter; `undefined` when it is none of ours. */
export type OpenCall = (head: RequestHead) => ObservedCall | undefined;

/** Whether the first bytes of a request's body are looked at: forms that ask for a token, and nothing else by default. */
export type WantsBody = (endpoint: Endpoint, method: string, target: string) => boolean;
