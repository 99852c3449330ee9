// SPDX-License-Identifier: Apache-2.0
import type { CauseName } from '../../understand/causes.ts';

export type Verdict = 'ok' | 'warning' | 'failure' | 'skipped';

/** One thing that was checked. */
export interface DoctorStep {
  readonly name: 'name' | 'tls' | 'challenge' | 'clock' | 'credential' | 'token' | 'read';
  readonly verdict: Verdict;
  /** What was found, one sentence each. */
  readonly found: readonly string[];
  readonly cause?: CauseName | undefined;
  /** What to do, where something is wrong. */
  readonly remedy?: string | undefined;
  readonly reference?: string | undefined;
}
