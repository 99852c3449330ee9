// SPDX-License-Identifier: Apache-2.0
import type { Credential } from './Credential.ts';
import type { VaultEndpoint } from './Endpoint.ts';
import type { Operation } from './Operation.ts';

/** A request to a vault or a Managed HSM, understood before the answer is there. */
export interface VaultCall {
  readonly kind: 'vault';
  readonly method: string;
  readonly endpoint: VaultEndpoint;
  readonly operation: Operation;
  readonly credential: Credential;
}
