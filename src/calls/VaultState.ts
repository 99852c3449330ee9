// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import type { AccessRecovery } from '../correlate/AccessRecovery.ts';
import type { KeyTypes } from '../correlate/KeyTypes.ts';
import type { OperationTracker } from '../correlate/OperationTracker.ts';
import type { QuotaBook } from '../correlate/QuotaBook.ts';
import type { RepeatedReads } from '../correlate/RepeatedReads.ts';
import type { TokenLifetimes } from '../correlate/TokenLifetimes.ts';
import type { Recorder } from '../record/Recorder.ts';
import type { Identity } from '../understand/Identity.ts';
import type { AnsweredCall } from './AnsweredCall.ts';

/** What all calls to vaults share. */
export interface VaultState {
  readonly recorder: Recorder;
  readonly quotas: QuotaBook;
  readonly lifetimes: TokenLifetimes;
  readonly reads: RepeatedReads;
  readonly recovery: AccessRecovery;
  readonly keyTypes: KeyTypes;
  readonly operations: OperationTracker<AnsweredCall>;
  readonly identityAttributes: (identity: Identity) => Attributes;
  /** Sees to it that what waits for a next attempt is ended in time. */
  schedule(): void;
}
