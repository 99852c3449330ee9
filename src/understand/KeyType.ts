// SPDX-License-Identifier: Apache-2.0

/** What decides which limit a key operation draws on. */
export interface KeyType {
  /** Whether the key lives in hardware: `RSA-HSM`, `EC-HSM`, `oct-HSM`, `OKP-HSM`. */
  readonly hsm: boolean;
  readonly type: 'RSA' | 'EC' | 'oct' | 'OKP';
  /** Bits; RSA and oct only. */
  readonly size?: number | undefined;
  /** EC and OKP only, as in the key: `P-256`. */
  readonly curve?: string | undefined;
}
