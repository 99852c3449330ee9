// SPDX-License-Identifier: Apache-2.0

import type { Challenge } from './Challenge.ts';
import type { CauseName } from './causes.ts';
import type { Cloud, IdentitySource, ServiceType } from './Endpoint.ts';
import type { Identity } from './Identity.ts';
import type { ObjectType, ThrottleClass } from './Operation.ts';
import type { Outcome, Responsible, Retryable } from './Outcome.ts';
import type { RetryAdvice } from './RetryAdvice.ts';
import type { ServiceError } from './ServiceError.ts';

export type { Outcome, Responsible, Retryable } from './Outcome.ts';

/** What an exchange with a vault, Managed HSM or token endpoint meant. */
export interface Diagnosis {
  readonly outcome: Outcome;
  /** A name of the closed list of causes; `undefined` on success. */
  readonly cause: CauseName | undefined;
  /** `identity` for a token endpoint. */
  readonly service: ServiceType | 'identity';
  readonly cloud: Cloud;
  /** Name of the vault or HSM; `undefined` for a token endpoint. */
  readonly vault: string | undefined;
  /** Name of the operation; `TokenRequest` for a token endpoint. */
  readonly operation: string;
  readonly objectType: ObjectType | undefined;
  readonly throttleClass: ThrottleClass | undefined;
  /** Who called, from the token that was sent. */
  readonly identity: Identity | undefined;
  /** Where the token was asked for; token endpoints only. */
  readonly identitySource: IdentitySource | undefined;
  readonly challenge: Challenge | undefined;
  readonly error: ServiceError | undefined;
  /** On 429 and 503: the advice, `none` included. */
  readonly retryAfter: RetryAdvice | undefined;
  /** What in the exchange proves the cause, one sentence each, without any name, address or token. */
  readonly evidence: readonly string[];
  readonly responsible: Responsible | undefined;
  readonly retry: Retryable | undefined;
  /** What to do, one sentence. */
  readonly remedy: string | undefined;
  /** Where to read more. */
  readonly reference: string | undefined;
}
