// SPDX-License-Identifier: Apache-2.0
import { QuotaBook } from '../correlate/QuotaBook.ts';
import { TokenLifetimes } from '../correlate/TokenLifetimes.ts';
import type { Outside } from '../host/preloadGlobal.ts';
import type { OpenCall } from '../observe/ObservedCall.ts';
import type { CallListener } from '../record/CallRecord.ts';
import { type Providers, Recorder } from '../record/Recorder.ts';
import type { ResolvedConfig } from '../resolveConfig.ts';
import { openTokenCall } from './openTokenCall.ts';
import { VaultCalls } from './VaultCalls.ts';

/** What takes the requests that are observed, and records them. */
export interface Calls {
  readonly open: OpenCall;
  /** Records everything that still waits for a next request. */
  settle(): void;
  /** Records what is still open, but for calls under way, and takes the gauges back. */
  release(): void;
}

export interface CallsOptions {
  readonly config: ResolvedConfig;
  readonly providers: Providers;
  /** Those to tell of each call; may change. */
  readonly listeners: ReadonlySet<CallListener>;
  /** Runs what lives longer than the request in which it begins. */
  readonly outside: Outside;
}

export function makeCalls(options: CallsOptions): Calls {
  const quotas = new QuotaBook();
  const lifetimes = new TokenLifetimes();
  const recorder = new Recorder({ ...options, quotas, lifetimes });
  const vaults = new VaultCalls({ recorder, quotas, lifetimes, outside: options.outside });
  return {
    open: (head) => (head.endpoint.kind === 'vault' ? vaults.open(head) : openTokenCall(recorder, head)),
    settle: () => vaults.settle(),
    release: () => vaults.release(),
  };
}
