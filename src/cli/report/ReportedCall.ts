// SPDX-License-Identifier: Apache-2.0
import type { CauseName } from '../../understand/causes.ts';
import type { IdentitySource, ServiceType } from '../../understand/Endpoint.ts';
import type { IdentityType } from '../../understand/Identity.ts';
import type { Outcome } from '../../understand/Outcome.ts';
import type { RetrySource } from '../../understand/RetryAdvice.ts';

/** Who called, as the token says or, where there is none, as the error says. */
export interface Caller {
  readonly type: IdentityType | undefined;
  readonly appId: string | undefined;
  readonly objectId: string | undefined;
  readonly tenantId: string | undefined;
}

/** One request in a report. Holds no token, no body, no object name and no client address. */
export interface ReportedCall {
  /** ms since the epoch. */
  readonly at: number;
  /** Seconds to the header of the response. */
  readonly duration: number;
  readonly kind: 'vault' | 'token';
  readonly host: string;
  /** Name of the vault or HSM; `undefined` for a token endpoint. */
  readonly vault: string | undefined;
  readonly service: ServiceType | 'identity';
  readonly operation: string;
  readonly status: number | undefined;
  readonly outcome: Outcome;
  readonly cause: CauseName | undefined;
  readonly code: string | undefined;
  readonly innerCode: string | undefined;
  /** The right that was missing: an RBAC action, or the permission of an access policy. */
  readonly missing: string | undefined;
  readonly evidence: readonly string[];
  readonly caller: Caller | undefined;
  readonly source: IdentitySource | undefined;
  readonly throttleClass: string | undefined;
  /** Calls in 10 s; `undefined` where none is published. */
  readonly limit: number | undefined;
  readonly utilization: number | undefined;
  /** On 429 and 503. */
  readonly advice: { readonly source: RetrySource; readonly seconds: number | undefined } | undefined;
  readonly resendCount: number;
  readonly waited: number | undefined;
  readonly obeyed: boolean | undefined;
  readonly read: boolean;
  readonly repeated: boolean;
  readonly savable: boolean;
}
