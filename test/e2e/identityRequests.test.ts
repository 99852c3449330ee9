// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REQUEST_DURATION } from '../../src/semconv.ts';
import type { FakeVault } from '../fake-vault/FakeVault.ts';
import { runProgram } from '../fake-vault/runProgram.ts';
import { TOKEN_SCENARIOS } from '../fake-vault/tokenScenarios.ts';
import type { OtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';
import { program, REGISTER, withFarEnds } from './withFarEnds.ts';

let fake: FakeVault;
let receiver: OtlpReceiver;

withFarEnds((ends) => {
  fake = ends.fake;
  receiver = ends.receiver;
});

const run = (name: string, env: Readonly<Record<string, string>>, args: readonly string[] = []) =>
  runProgram({
    fake,
    args: ['--require', `${REGISTER}.cjs`, program(name), ...args],
    env: { ...receiver.env(), ...env },
  });

const tokenSpans = () => receiver.spans().filter((span) => 'azure.keyvault.identity.source' in span.attributes);
const counted = () =>
  receiver
    .metrics()
    .filter(({ name }) => name === METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REQUEST_DURATION)
    .map(({ attributes, count }) => [
      attributes['azure.keyvault.identity.source'],
      attributes['azure.keyvault.outcome'],
      attributes['azure.keyvault.failure.cause'],
      count,
    ]);

describe('a token request of the Azure SDK', () => {
  it('to the instance metadata endpoint is recorded, and its probe is no failure', async () => {
    const { stdout } = await run('useManagedIdentity.mjs', {});
    expect(stdout).toBe('31 characters\n');
    expect(counted().filter(([, outcome]) => outcome === 'failure')).toEqual([]);
    expect(counted()).toContainEqual(['imds', 'success', undefined, 1]);
    const called = receiver
      .spans()
      .find(
        (span) =>
          span.attributes['azure.keyvault.outcome'] === 'success' && 'azure.keyvault.vault.name' in span.attributes,
      );
    expect(called?.attributes['azure.keyvault.identity.type']).toBe('managed_identity');
  });

  it('to App Service is recorded with what was asked for', async () => {
    const { stdout } = await run('useManagedIdentity.mjs', fake.appServiceEnv);
    expect(stdout).toBe('31 characters\n');
    expect(counted()).toEqual([['app_service', 'success', undefined, 1]]);
    expect(tokenSpans()[0]?.attributes).toMatchObject({
      'azure.keyvault.identity.audience': 'https://vault.azure.net',
    });
  });

  it.each([
    ['identity-not-found', {}],
    ['identity-not-assigned', 'appService'],
    ['identity-error', 'appService'],
  ] as const)('fails as %s, and says why', { timeout: 60_000 }, async (scenario, host) => {
    const env = host === 'appService' ? fake.appServiceEnv : {};
    await run('useManagedIdentity.mjs', { ...env, TEST_CLIENT: `scenario-${scenario}` });
    const expected = TOKEN_SCENARIOS.find(({ name }) => name === scenario)?.expectedCause;
    expect(expected).toBeDefined();
    const causes = new Set(
      tokenSpans()
        .filter((span) => span.attributes['azure.keyvault.outcome'] === 'failure')
        .map((span) => span.attributes['azure.keyvault.failure.cause']),
    );
    expect(causes).toEqual(new Set([expected]));
  });

  const entra = TOKEN_SCENARIOS.filter(
    ({ name, expectedCause }) =>
      expectedCause !== undefined &&
      !name.startsWith('identity-') &&
      !['hang', 'reset', 'throttled', 'unavailable'].includes(name),
  );
  it.each(entra.map(({ name, expectedCause }) => [name, expectedCause] as const))(
    'to Entra ID that fails as %s has cause %s, though the vault is never reached with a token',
    async (scenario, cause) => {
      await run('readSecrets.cjs', { TEST_SECRET: `scenario-${scenario}` }, ['ok']);
      const [span] = tokenSpans();
      expect(span?.attributes).toMatchObject({
        'azure.keyvault.identity.source': 'entra',
        'azure.keyvault.identity.grant_type': 'client_credentials',
        'azure.keyvault.identity.app_id': 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
        'azure.keyvault.outcome': 'failure',
        'azure.keyvault.failure.cause': cause,
      });
      expect(span?.status.code).toBe('error');
      expect(counted()).toEqual([['entra', 'failure', cause, 1]]);
    },
  );
});

describe('the token that was sent', () => {
  it.each([
    ['token-expired', 'token_expired'],
    ['token-wrong-audience', 'token_audience_mismatch'],
    ['token-other-tenant', 'token_tenant_mismatch'],
  ])('%s: the vault refuses it and the claims say why', async (scenario, cause) => {
    await run('fetchSecrets.mjs', { TEST_SECRET: `scenario-${scenario}` }, ['ok']);
    const span = receiver.spans().find(({ attributes }) => attributes['azure.keyvault.outcome'] === 'failure');
    expect(span?.attributes['azure.keyvault.failure.cause']).toBe(cause);
    if (scenario === 'token-expired') {
      expect(span?.attributes['azure.keyvault.identity.remaining_lifetime']).toBeLessThan(0);
    }
  });

  it('of a user keeps the object id to itself, unless asked for', async () => {
    for (const [level, expected] of [
      ['standard', false],
      ['full', true],
    ] as const) {
      receiver.reset();
      await run('fetchSecrets.mjs', { TEST_SECRET: 'scenario-token-user', KEYVAULT_OTEL_IDENTITY: level }, ['ok']);
      const span = receiver.spans().find(({ attributes }) => attributes['azure.keyvault.identity.type'] === 'user');
      expect(span).toBeDefined();
      expect('azure.keyvault.identity.object_id' in (span?.attributes ?? {})).toBe(expected);
    }
  });
});
