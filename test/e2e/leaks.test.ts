// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { FakeVault } from '../fake-vault/FakeVault.ts';
import { findLeak } from '../fake-vault/markers.ts';
import { runProgram } from '../fake-vault/runProgram.ts';
import { VAULT_SCENARIOS } from '../fake-vault/scenarios.ts';
import { TOKEN_SCENARIOS } from '../fake-vault/tokenScenarios.ts';
import type { OtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';
import { program, REGISTER, withFarEnds } from './withFarEnds.ts';

let fake: FakeVault;
let receiver: OtlpReceiver;

withFarEnds((ends) => {
  fake = ends.fake;
  receiver = ends.receiver;
});

const WIRE: ReadonlySet<string> = new Set(['hang']);
const SHAPES = ['gzip', 'deflate', 'chunked', 'abort', 'huge'];
const vaults = VAULT_SCENARIOS.filter(({ name }) => !WIRE.has(name)).map(({ name }) => name);
const tokens = TOKEN_SCENARIOS.filter(({ name }) => !WIRE.has(name)).map(({ name }) => name);

const PROGRAMS = ['readSecrets.cjs', 'fetchSecrets.mjs', 'useKeys.mjs'];
const LEVELS: readonly Readonly<Record<string, string>>[] = [
  {},
  {
    KEYVAULT_OTEL_IDENTITY: 'full',
    KEYVAULT_OTEL_OBJECT_NAMES: 'true',
    KEYVAULT_OTEL_LEARN_KEY_TYPES: 'true',
    OTEL_TRACES_EXPORTER: 'otlp,console',
    OTEL_METRICS_EXPORTER: 'otlp,console',
    OTEL_LOGS_EXPORTER: 'otlp,console',
    OTEL_LOG_LEVEL: 'debug',
  },
];

describe.each(PROGRAMS)('%s', (name) => {
  it.each(LEVELS)('lets no byte of a token, secret or body out, with %o', { timeout: 120_000 }, async (level) => {
    fake.reset();
    receiver.reset();
    const args = name === 'useKeys.mjs' ? ['ok'] : [...vaults, ...SHAPES.map((shape) => `rbac-${shape}`)];
    const env = { ...receiver.env(), ...level };
    const result = await runProgram({
      fake,
      args: ['--require', `${REGISTER}.cjs`, program(name), ...args],
      env,
      timeoutMs: 100_000,
    });
    expect(result).toMatchObject({ code: 0, timedOut: false });
    expect(receiver.spans().length).toBeGreaterThan(args.length);
    expect(fake.tokens.length).toBeGreaterThan(0);
    const out = Buffer.concat([receiver.rawBytes(), Buffer.from(result.stderr)]);
    expect(findLeak(out, fake.tokens)).toBeUndefined();
    // The program prints no secret, so what stands on its standard output is the console exporter's.
    expect(findLeak(result.stdout, fake.tokens)).toBeUndefined();
  });
});

describe('the resource', () => {
  it('tells the process apart, and not how it was called', async () => {
    receiver.reset();
    const args = [
      '--require',
      `${REGISTER}.cjs`,
      program('readSecrets.cjs'),
      'ok',
      '--password=client-secret-marker~A1b2C3',
    ];
    await runProgram({ fake, args, env: receiver.env() });
    const resource = receiver.spans()[0]?.resource;
    expect(resource).toHaveProperty(['service.instance.id']);
    expect(resource).toHaveProperty(['process.pid']);
    expect(resource).not.toHaveProperty(['process.command_args']);
    expect(findLeak(receiver.rawBytes(), fake.tokens)).toBeUndefined();
  });
});

describe('a token request', () => {
  it('lets nothing of its secret or its answer out, however it ends', { timeout: 120_000 }, async () => {
    for (const scenario of tokens) {
      fake.reset();
      receiver.reset();
      const secret = `scenario-${scenario}`;
      const result = await runProgram({
        fake,
        args: ['--require', `${REGISTER}.cjs`, program('fetchSecrets.mjs'), 'ok'],
        env: { ...receiver.env(), OTEL_LOG_LEVEL: 'debug', TEST_SECRET: secret },
      });
      const out = Buffer.concat([receiver.rawBytes(), Buffer.from(result.stderr + result.stdout)]);
      expect({ scenario, leak: findLeak(out, fake.tokens) }).toEqual({ scenario, leak: undefined });
      expect({ scenario, secret: receiver.rawBytes().includes(secret) }).toEqual({ scenario, secret: false });
    }
  });
});
