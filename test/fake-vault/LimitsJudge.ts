// SPDX-License-Identifier: Apache-2.0

/** The limits that a vault enforces over ten seconds; a Managed HSM has none. */
export interface VaultLimits {
  readonly windowMs: number;
  /** New secrets, imported keys and imported certificates together. */
  readonly secretCreateOrImport: number;
  readonly keyCreateHsm: number;
  readonly keyCreateSoftware: number;
  /** In calls of an RSA 2048 or elliptic curve key; longer RSA keys weigh more. */
  readonly keyOperationHsm: number;
  readonly keyOperationSoftware: number;
  readonly vaultOperation: number;
}

/** https://learn.microsoft.com/azure/key-vault/general/service-limits (2025-07-23) */
export const REAL_LIMITS: VaultLimits = {
  windowMs: 10_000,
  secretCreateOrImport: 300,
  keyCreateHsm: 10,
  keyCreateSoftware: 20,
  keyOperationHsm: 2_000,
  keyOperationSoftware: 4_000,
  vaultOperation: 4_000,
};

export type LimitClass = Exclude<keyof VaultLimits, 'windowMs'>;

/** An RSA key of so many bits costs so many calls of an RSA 2048 key: 2,000 : 500 : 250 and 4,000 : 1,000 : 500. */
const RSA_WEIGHT: Readonly<Record<number, number>> = { 2048: 1, 3072: 4, 4096: 8 };

export interface Draw {
  readonly vault: string;
  readonly limitClass: LimitClass;
  readonly weight: number;
}

export interface LimitBooks {
  readonly limit: number;
  readonly admitted: number;
  readonly refused: number;
  /** Sum of the weights of what was admitted in the window that ends now. */
  readonly inWindow: number;
  /** The highest such sum so far. */
  readonly peak: number;
}

export interface LimitsJudge {
  /** Takes the draw, or refuses it because the window would hold more than the limit. A refused draw does not count. */
  admit(draw: Draw, now?: number): boolean;
  /** By vault and class, for every pair that was ever drawn on. */
  books(now?: number): Readonly<Record<string, Readonly<Partial<Record<LimitClass, LimitBooks>>>>>;
}

interface Pool {
  readonly entries: { readonly time: number; readonly weight: number }[];
  admitted: number;
  refused: number;
  sum: number;
  peak: number;
}

/** A judge of its own: it shares neither code nor tables with the product that it is to check. */
export function createLimitsJudge(limits: VaultLimits = REAL_LIMITS): LimitsJudge {
  const vaults = new Map<string, Map<LimitClass, Pool>>();

  const poolOf = (vault: string, limitClass: LimitClass): Pool => {
    const pools = vaults.get(vault) ?? new Map<LimitClass, Pool>();
    vaults.set(vault, pools);
    const pool = pools.get(limitClass) ?? { entries: [], admitted: 0, refused: 0, sum: 0, peak: 0 };
    pools.set(limitClass, pool);
    return pool;
  };
  const forget = (pool: Pool, now: number) => {
    for (let oldest = pool.entries[0]; oldest !== undefined; oldest = pool.entries[0]) {
      if (oldest.time > now - limits.windowMs) return;
      pool.sum -= oldest.weight;
      pool.entries.shift();
    }
  };

  return {
    admit: ({ vault, limitClass, weight }, now = Date.now()) => {
      const pool = poolOf(vault, limitClass);
      forget(pool, now);
      if (pool.sum + weight > limits[limitClass]) {
        pool.refused += 1;
        return false;
      }
      pool.entries.push({ time: now, weight });
      pool.sum += weight;
      pool.admitted += 1;
      pool.peak = Math.max(pool.peak, pool.sum);
      return true;
    },
    books: (now = Date.now()) =>
      Object.fromEntries(
        [...vaults].map(([vault, pools]) => [
          vault,
          Object.fromEntries(
            [...pools].map(([limitClass, pool]) => {
              forget(pool, now);
              const { admitted, refused, sum, peak } = pool;
              return [limitClass, { limit: limits[limitClass], admitted, refused, inWindow: sum, peak }];
            }),
          ),
        ]),
      ),
  };
}

export interface KeyKind {
  readonly hsm: boolean;
  /** Bits of an RSA key; `undefined` for any other. */
  readonly rsaBits: number | undefined;
}

/** What a request draws on; `kind` is the key that it works with, where it works with one. */
export function drawOf(
  vault: string,
  { method, segments, kind }: { method: string; segments: readonly string[]; kind: KeyKind | undefined },
): Draw {
  const [type, name, ...rest] = segments;
  const action = rest.at(-1)?.toLowerCase();
  const draw = (limitClass: LimitClass, weight = 1): Draw => ({ vault, limitClass, weight });
  if (method === 'PUT' && (type === 'secrets' || type === 'keys') && rest.length === 0) {
    return draw('secretCreateOrImport');
  }
  if (type === 'certificates' && action === 'import') return draw('secretCreateOrImport');
  if (type === 'keys' && name !== undefined && name !== 'restore' && kind !== undefined && action !== 'versions') {
    if (method === 'POST' && (action === 'create' || action === 'rotate' || action === 'release')) {
      return draw(kind.hsm ? 'keyCreateHsm' : 'keyCreateSoftware');
    }
    return draw(kind.hsm ? 'keyOperationHsm' : 'keyOperationSoftware', RSA_WEIGHT[kind.rsaBits ?? 2048] ?? 1);
  }
  return draw('vaultOperation');
}
