// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import type { FakeRequestRecord } from '../fake-vault/FakeVault.ts';
import type { LimitClass } from '../fake-vault/LimitsJudge.ts';
import { runProgram } from '../fake-vault/runProgram.ts';
import { withFakeVault } from '../fake-vault/withFakeVault.ts';
import { startOtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';

/** One kind of traffic against one real limit. */
export interface LoadKind {
  readonly name: string;
  readonly kind: 'setSecret' | 'createKey' | 'createHsmKey' | 'sign' | 'getSecret';
  readonly client: string;
  /** The class in the telemetry, and in the books of the fake. */
  readonly throttleClass: string;
  readonly limitClass: LimitClass;
  /** Requests of this kind that fill the window. */
  readonly limit: number;
  /** Paths of requests that draw on the limit. */
  readonly path: RegExp;
}

export const LOAD_KINDS: readonly LoadKind[] = [
  {
    name: 'secret_create_or_import',
    kind: 'setSecret',
    client: 'SecretClient.setSecret',
    throttleClass: 'secret_create_or_import',
    limitClass: 'secretCreateOrImport',
    limit: 300,
    path: /^\/+secrets\/new-/,
  },
  {
    name: 'key_create, software',
    kind: 'createKey',
    client: 'KeyClient.createEcKey',
    throttleClass: 'key_create',
    limitClass: 'keyCreateSoftware',
    limit: 20,
    path: /\/create\b/,
  },
  {
    name: 'key_create, HSM',
    kind: 'createHsmKey',
    client: 'KeyClient.createEcKey',
    throttleClass: 'key_create',
    limitClass: 'keyCreateHsm',
    limit: 10,
    path: /\/create\b/,
  },
  {
    name: 'key_operation, RSA 4096 in software',
    kind: 'sign',
    client: 'CryptographyClient.sign',
    throttleClass: 'key_operation',
    limitClass: 'keyOperationSoftware',
    limit: 500,
    path: /^\/+keys\/rsa(?!\/create)/,
  },
  {
    name: 'vault_operation',
    kind: 'getSecret',
    client: 'fetch',
    throttleClass: 'vault_operation',
    limitClass: 'vaultOperation',
    limit: 4_000,
    path: /^\/+secrets\/db-password/,
  },
];

export const LOAD_LEVELS = [0.1, 0.9, 1.5] as const;

/** How agent and fake saw the same load. */
export interface LoadResult {
  readonly level: number;
  readonly sent: number;
  /** What the fake's judge let through and refused. */
  readonly admitted: number;
  readonly refused: number;
  /** The highest share of the limit that requests to the fake made up in any 10 s, refused ones included. */
  readonly arrived: number;
  /** What the agent's gauge says. */
  readonly reported: number | undefined;
  /** `throttled` of the agent: answers 429. */
  readonly throttled: number;
}

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const WINDOW_MS = 10_000;

/** Runs one kind of traffic at each level, each against a vault of its own, with the built preload and a real OTLP export. */
export async function loadRun(kind: LoadKind): Promise<readonly LoadResult[]> {
  const receiver = await startOtlpReceiver();
  try {
    return await withFakeVault(
      async (fake) => {
        const loads = LOAD_LEVELS.map((level) => ({ level, vault: `load-${level * 100}`, sent: kind.limit * level }));
        const result = await runProgram({
          fake,
          args: [
            ...['--require', file('../../dist/register.cjs'), file('programs/loadVaults.mjs'), kind.kind],
            ...loads.map(({ vault, sent }) => `${vault}=${sent}`),
          ],
          env: { ...receiver.env(), KEYVAULT_OTEL_LEARN_KEY_TYPES: 'true', OTEL_BSP_MAX_QUEUE_SIZE: '20000' },
          timeoutMs: 120_000,
        });
        if (result.code !== 0) throw new Error(result.stderr);
        return loads.map(({ level, vault, sent }) => {
          const host = `${vault}.vault.azure.net`;
          const points = receiver.metrics().filter(({ attributes }) => attributes['server.address'] === host);
          const ofClass = points.filter(
            ({ attributes }) => attributes['azure.keyvault.throttle.class'] === kind.throttleClass,
          );
          const { admitted = 0, refused = 0 } = fake.limitBooks()[vault]?.[kind.limitClass] ?? {};
          const arrivals = fake.requests.filter(
            (one) => one.host === host && one.hadAuthorization && kind.path.test(one.path),
          );
          return {
            level,
            sent,
            admitted,
            refused,
            arrived: mostInWindow(arrivals) / kind.limit,
            reported: ofClass.find(({ name }) => name.endsWith('quota.utilization'))?.value,
            throttled: ofClass
              .filter(({ name }) => name.endsWith('client.throttled'))
              .reduce((sum, { value = 0 }) => sum + value, 0),
          };
        });
      },
      { limits: true },
    );
  } finally {
    await receiver.close();
  }
}

function mostInWindow(arrivals: readonly FakeRequestRecord[]): number {
  const times = arrivals.map(({ time }) => time);
  return Math.max(0, ...times.map((end) => times.filter((time) => time <= end && time > end - WINDOW_MS).length));
}
