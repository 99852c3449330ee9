// SPDX-License-Identifier: Apache-2.0
import type { CauseName } from '../../understand/causes.ts';
import type { Diagnosis } from '../../understand/Diagnosis.ts';
import type { Identity } from '../../understand/Identity.ts';

/** What one error in a text means. */
export interface Explanation {
  readonly cause: CauseName;
  readonly status: number | undefined;
  /** Whether the text told the status; it may also follow from what else was recognised. */
  readonly isStatusTold: boolean;
  /** Codes of the service that are in the text. */
  readonly codes: readonly string[];
  /** As {@link Diagnosis}, with the cause and the evidence that the text adds. */
  readonly diagnosis: Diagnosis;
  /** Whether the text told which vault it was. */
  readonly isHostKnown: boolean;
  /** Whether it told the method, and so the operation. */
  readonly isMethodKnown: boolean;
  /** How often the same error is in the text. */
  readonly count: number;
}

/** One thing that was judged about a token. */
export interface TokenCheck {
  readonly verdict: 'ok' | 'warning' | 'failure';
  readonly text: string;
  readonly cause: CauseName | undefined;
}

/** What a token says, judged against a vault. Holds no part of the token itself. */
export interface TokenJudgement {
  readonly identity: Identity;
  /** Host of the vault that it was judged against. */
  readonly host: string | undefined;
  readonly checks: readonly TokenCheck[];
}

export interface Explained {
  readonly errors: readonly Explanation[];
  readonly tokens: readonly TokenJudgement[];
}
