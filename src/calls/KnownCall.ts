// SPDX-License-Identifier: Apache-2.0
import type { AttributeValue } from '@opentelemetry/api';
import type { QuotaAccount } from '../correlate/QuotaBook.ts';
import type { SentToken } from '../correlate/TokenLifetimes.ts';
import type { VaultCall } from '../understand/VaultCall.ts';

/** A call together with everything of its records that is the same whenever it is made. */
export interface KnownCall {
  readonly call: VaultCall;
  /** Name of a span of ours: method and template. */
  readonly spanName: string;
  /** URL with names replaced. */
  readonly url: string;
  /** On every span of the call. */
  readonly spanAttributes: readonly (readonly [name: string, value: AttributeValue])[];
  /** Value of `server.address` on metrics. */
  readonly address: string;
  /** The share of the vault's limit that the call draws on. */
  readonly account: QuotaAccount;
  /** Object, and object with version, that the call names; `undefined` when it names none. */
  readonly object: { readonly id: string; readonly versionId: string } | undefined;
  /** The token of the call; `undefined` when it does not say whose it is and when it ends. */
  readonly token: SentToken | undefined;
}
