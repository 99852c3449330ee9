// SPDX-License-Identifier: Apache-2.0
import type { CauseName } from '../../understand/causes.ts';
import type { Outcome, Responsible, Retryable } from '../../understand/Outcome.ts';
import type { Caller } from './ReportedCall.ts';

/** Version of the JSON form: grows when a member changes its meaning or goes away. */
export const REPORT_VERSION = 1;

/** What was seen of the calls to vaults and token endpoints. Times are ms since the epoch, durations seconds. */
export interface Report {
  readonly version: typeof REPORT_VERSION;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly program: ProgramEnd | undefined;
  readonly totals: Totals;
  /** Calls to vaults by vault, operation, outcome and cause. */
  readonly calls: readonly CallRow[];
  /** Every cause of a failure, the most frequent first. */
  readonly causes: readonly CauseRow[];
  readonly tokenRequests: readonly TokenRow[];
  /** By vault and limit; only what was throttled, or used a notable share of a limit. */
  readonly throttling: readonly ThrottleRow[];
  /** Reads of single objects, by vault. */
  readonly reads: readonly ReadRow[];
  readonly advice: readonly Advice[];
  readonly series: SeriesReport;
}

export interface ProgramEnd {
  /** Program, options by name and what it runs; further arguments stay out. */
  readonly command: readonly string[];
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface Totals {
  readonly vaultCalls: number;
  readonly success: number;
  readonly challenge: number;
  readonly failure: number;
  readonly tokenRequests: number;
  readonly tokenFailures: number;
  readonly vaults: number;
  /** The highest share of a limit that was seen. */
  readonly utilization: number | undefined;
  /** Calls that could not be reported, because too many were waiting. */
  readonly dropped: number;
  /** Whether calls may be missing that nobody counted: the directory in which they were handed over is gone. */
  readonly incomplete: boolean;
  /** Versions of Node that were met and cannot be observed. */
  readonly unsupported: readonly string[];
}

export interface CallRow {
  readonly host: string;
  readonly vault: string;
  readonly operation: string;
  readonly outcome: Outcome;
  readonly cause: CauseName | undefined;
  readonly status: number | undefined;
  readonly count: number;
  readonly mean: number;
  readonly max: number;
}

export interface Counted<Value> {
  readonly value: Value;
  readonly count: number;
}

export interface CauseRow {
  readonly cause: CauseName;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly statuses: readonly Counted<string>[];
  /** Code and inner code as the service gave them. */
  readonly codes: readonly Counted<string>[];
  /** `SecretGet on contoso`. */
  readonly places: readonly Counted<string>[];
  readonly callers: readonly Counted<Caller>[];
  readonly missing: readonly Counted<string>[];
  /** Of the first failure. */
  readonly evidence: readonly string[];
  readonly responsible: Responsible;
  readonly retry: Retryable;
  readonly remedy: string;
  readonly reference: string;
}

export interface TokenRow {
  readonly host: string;
  readonly source: string;
  readonly outcome: Outcome;
  readonly cause: CauseName | undefined;
  readonly count: number;
  readonly mean: number;
  readonly max: number;
}

/** How the waits before repeated calls grew. */
export type Backoff = 'immediate' | 'fixed' | 'exponential' | 'as_advised' | 'unclear' | 'no_retry';

export interface ThrottleRow {
  readonly host: string;
  readonly vault: string;
  readonly throttleClass: string;
  readonly calls: number;
  readonly throttled: number;
  /** Requests per 10 s; `undefined` where no limit is documented. */
  readonly limit: number | undefined;
  readonly utilization: number | undefined;
  /** 429 and 503 that said when to come back, and the seconds. */
  readonly advised: number;
  readonly adviceMin: number | undefined;
  readonly adviceMax: number | undefined;
  readonly waits: number;
  readonly waitMin: number | undefined;
  readonly waitMedian: number | undefined;
  readonly waitMax: number | undefined;
  /** Waits after an advice that were long enough, and that were not. */
  readonly obeyed: number;
  readonly disobeyed: number;
  readonly backoff: Backoff | undefined;
}

export interface ReadRow {
  readonly host: string;
  readonly vault: string;
  readonly reads: number;
  readonly repeated: number;
  /** Reads that a cache of 60 s would have answered. */
  readonly savable: number;
}

/** One thing to change, with the numbers behind it. */
export interface Advice {
  readonly kind:
    | 'cache'
    | 'backoff'
    | 'retry_after'
    | 'near_limit'
    | 'subscription'
    | 'client_per_request'
    | 'token_requests';
  readonly text: string;
}

export interface SeriesReport {
  readonly startedAt: number | undefined;
  readonly bucketSeconds: number;
  readonly buckets: readonly SeriesBucket[];
}

export interface SeriesBucket {
  readonly calls: number;
  /** 401, 403 and 429 by cause. */
  readonly failures: Readonly<Record<string, number>>;
  /** The longest advice, seconds. */
  readonly retryAfter: number | undefined;
  readonly utilization: number | undefined;
  readonly latencyMedian: number | undefined;
  readonly latency95: number | undefined;
}
