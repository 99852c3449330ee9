// SPDX-License-Identifier: Apache-2.0
import type { KeyType } from './KeyType.ts';
import type { Operation, ThrottleClass } from './Operation.ts';

export type { KeyType } from './KeyType.ts';

/** Requests per vault, region and 10 seconds. */
export interface KeyLimits {
  readonly hsmCreate: number;
  readonly hsmOther: number;
  readonly softwareCreate: number;
  readonly softwareOther: number;
}

/** A subscription may send this many times the limit of one vault: more vaults than these gain nothing. */
export const SUBSCRIPTION_FACTOR = 5;

/**
 * Limits of keys.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/service-limits (as of 2025-07-23)
 */
const KEY_LIMITS = {
  'RSA 2048': { hsmCreate: 10, hsmOther: 2_000, softwareCreate: 20, softwareOther: 4_000 },
  'RSA 3072': { hsmCreate: 10, hsmOther: 500, softwareCreate: 20, softwareOther: 1_000 },
  'RSA 4096': { hsmCreate: 10, hsmOther: 250, softwareCreate: 20, softwareOther: 500 },
  EC: { hsmCreate: 10, hsmOther: 2_000, softwareCreate: 20, softwareOther: 4_000 },
} as const satisfies Readonly<Record<string, KeyLimits>>;

/** Limits that do not depend on a key. Managed HSM publishes measured capacity, and no quota. */
const CLASS_LIMITS = {
  secret_create_or_import: 300,
  vault_operation: 4_000,
} as const satisfies Partial<Record<ThrottleClass, number>>;

/** What one call costs. Its share of the quota is `weight / limit`; `limit / weight` such calls fill a window. */
export interface ThrottleLimit {
  /** Requests per 10 s of the class, for a key of weight 1; `undefined` where no limit is documented. */
  readonly limit: number | undefined;
  readonly weight: number;
}

/**
 * The limit that a call draws on, and how much of it one call uses: thresholds are weighted and enforced on the sum, so an
 * HSM RSA-4096 signature (250) weighs 8 against the 2,000 of its class.
 *
 * Without the type of the key the highest documented limit is taken (software, RSA 2048 or EC), so that a share computed
 * from it is never too high.
 *
 * @param key type of the key that the call names, for `key_create` and `key_operation`.
 */
export function throttleLimit(
  operation: Pick<Operation, 'name' | 'throttleClass'>,
  key?: KeyType | undefined,
): ThrottleLimit {
  switch (operation.throttleClass) {
    case 'managed_hsm':
      return { limit: undefined, weight: 1 };
    case 'key_create':
      return keyLimit(key, 'hsmCreate', 'softwareCreate');
    case 'key_operation':
      return keyLimit(key, 'hsmOther', 'softwareOther');
    default:
      return { limit: CLASS_LIMITS[operation.throttleClass], weight: 1 };
  }
}

function keyLimit(key: KeyType | undefined, hsm: keyof KeyLimits, software: keyof KeyLimits): ThrottleLimit {
  const column = key?.hsm ? hsm : software;
  const limit = KEY_LIMITS['RSA 2048'][column];
  if (key === undefined || key.type === 'EC') return { limit, weight: 1 };
  // The table has no row for oct and OKP keys.
  if (key.type !== 'RSA') return { limit: undefined, weight: 1 };
  const row = `RSA ${key.size}`;
  const own = Object.hasOwn(KEY_LIMITS, row) ? KEY_LIMITS[row as keyof typeof KEY_LIMITS][column] : limit;
  return { limit, weight: limit / own };
}
