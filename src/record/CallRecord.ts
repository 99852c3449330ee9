// SPDX-License-Identifier: Apache-2.0
import type { IdentityLevel } from '../config.ts';
import type { Diagnosis } from '../understand/Diagnosis.ts';
import type { Identity } from '../understand/Identity.ts';
import type { Outcome } from '../understand/Outcome.ts';

/** One request as the agent saw it, for reports on the terminal. Holds no token, no body and no object name. */
export interface CallRecord {
  /** When the request was made, ms since the epoch. */
  readonly at: number;
  /** Seconds from the request to the header of the response. */
  readonly duration: number;
  readonly kind: 'vault' | 'token';
  readonly host: string;
  readonly operation: string;
  /** `undefined` when no response came. */
  readonly status: number | undefined;
  readonly outcome: Outcome;
  /** `undefined` on success. */
  readonly diagnosis: Diagnosis | undefined;
  /** What of it may leave the process. */
  readonly identity: Identity | undefined;
  /** How much of the caller its instrumentation lets out. */
  readonly identityLevel: IdentityLevel;
  readonly throttleClass: string | undefined;
  /** Calls in 10 s that the key of the call has, as far as it is known, else its class; `undefined` where none is published. */
  readonly limit: number | undefined;
  /** This process's share of the limit in the last 10 s. */
  readonly utilization: number | undefined;
  readonly resendCount: number;
  /** Seconds waited after the failed attempt before. */
  readonly waited: number | undefined;
  readonly obeyed: boolean | undefined;
  /** Whether it read one object. */
  readonly read: boolean;
  /** Whether the object and version had been read less than a minute before. */
  readonly repeated: boolean;
  /** Whether a cache of 60 s would have answered it. */
  readonly savable: boolean;
}

/** Is told of every request once its outcome is known. */
export type CallListener = (record: CallRecord) => void;
