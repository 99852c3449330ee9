// SPDX-License-Identifier: Apache-2.0

/** Which header told when to come back. Value of `azure.keyvault.retry.source`. */
export type RetrySource = 'retry_after_ms' | 'x_ms_retry_after_ms' | 'retry_after' | 'none';

/** When the service says to come back. */
export interface RetryAdvice {
  readonly source: RetrySource;
  /** Seconds from now, never negative; `undefined` when `source` is `none`. */
  readonly seconds?: number | undefined;
  /** Seconds by which it may be too long: the time that a date was reckoned from has whole seconds. */
  readonly excess?: number | undefined;
  /** The date that it was, ms since the epoch: clients wait for it by the clock of their machine. */
  readonly until?: number | undefined;
}
