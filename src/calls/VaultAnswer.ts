// SPDX-License-Identifier: Apache-2.0
import type { Context, Span } from '@opentelemetry/api';
import type { Attempt } from '../correlate/OperationTracker.ts';
import type { HeaderReader } from '../understand/HeaderReader.ts';
import type { AnsweredCall } from './AnsweredCall.ts';
import type { Failure } from './Failure.ts';
import type { KnownCall } from './KnownCall.ts';

/** A request to a vault together with how it was answered: what every record of it is made from. */
export interface VaultAnswer {
  readonly known: KnownCall;
  readonly attempt: Attempt<AnsweredCall>;
  /** Limit that the call draws on, requests per 10 s; `undefined` where there is none. */
  readonly limit: number | undefined;
  /** When the request was made, ms since the epoch. */
  readonly at: number;
  /** When everything of the answer was known that is looked at, on the clock of `performance.now()`. */
  readonly answeredAt: number;
  /** Seconds to the header of the response. */
  readonly duration: number;
  /** `undefined` when no response came. */
  readonly status: number | undefined;
  readonly header: HeaderReader | undefined;
  /** Of the request. */
  readonly requestHeader: HeaderReader;
  /** `undefined` on success. */
  readonly failure: Failure | undefined;
  readonly span: Span | undefined;
  readonly isOwnSpan: boolean;
  /** Context in which the program made the request. */
  readonly parent: Context;
}
