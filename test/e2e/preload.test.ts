// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  METRIC_AZURE_KEYVAULT_CLIENT_OPERATION_ATTEMPTS,
  METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION,
  METRIC_AZURE_KEYVAULT_CLIENT_RETRY_AFTER,
  METRIC_AZURE_KEYVAULT_CLIENT_THROTTLED,
} from '../../src/semconv.ts';
import type { FakeVault } from '../fake-vault/FakeVault.ts';
import { type ProgramResult, runProgram } from '../fake-vault/runProgram.ts';
import { VAULT_SCENARIOS } from '../fake-vault/scenarios.ts';
import type { OtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';
import type { SpanView } from '../otlp-receiver/views.ts';
import { program, REGISTER, withFarEnds } from './withFarEnds.ts';

let fake: FakeVault;
let receiver: OtlpReceiver;

withFarEnds((ends) => {
  fake = ends.fake;
  receiver = ends.receiver;
});

interface Preload {
  readonly flag: '--require' | '--import';
  readonly program: string;
}

function run(
  preload: Preload,
  vaults: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramResult> {
  const file = preload.flag === '--require' ? `${REGISTER}.cjs` : `${REGISTER}.mjs`;
  return runProgram({
    fake,
    args: [preload.flag, file, program(preload.program), ...vaults],
    env: { ...receiver.env('http/protobuf'), ...env },
  });
}

const vaultSpans = (): readonly SpanView[] =>
  receiver.spans().filter((span) => span.attributes['azure.keyvault.vault.name'] !== undefined);
const outcomes = (): readonly unknown[][] =>
  vaultSpans().map(({ attributes, status }) => [
    attributes['http.response.status_code'],
    attributes['azure.keyvault.outcome'],
    attributes['azure.keyvault.failure.cause'],
    status.code,
  ]);
const point = (name: string, attributes: Readonly<Record<string, unknown>>) =>
  receiver
    .metrics()
    .filter((metric) => metric.name === name)
    .filter((metric) => Object.entries(attributes).every(([key, value]) => metric.attributes[key] === value));

const WAYS: readonly (Preload & { readonly scope: string })[] = [
  { flag: '--require', program: 'readSecrets.cjs', scope: '@opentelemetry/instrumentation-http' },
  { flag: '--require', program: 'readSecrets.mjs', scope: '@opentelemetry/instrumentation-http' },
  { flag: '--import', program: 'readSecrets.mjs', scope: '@opentelemetry/instrumentation-http' },
  { flag: '--require', program: 'fetchSecrets.mjs', scope: '@opentelemetry/instrumentation-undici' },
  { flag: '--import', program: 'fetchSecrets.mjs', scope: '@opentelemetry/instrumentation-undici' },
];

describe.each(WAYS)('node $flag keyvault-otel/register $program', (way) => {
  it('puts challenge, caller and success on one client span for each call', async () => {
    const { stdout, stderr, code } = await run(way, ['ok']);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toMatch(/^ok: /);
    expect(outcomes()).toEqual([
      [401, 'challenge', 'auth_challenge', 'ok'],
      [200, 'success', undefined, 'unset'],
    ]);
    expect(new Set(vaultSpans().map((span) => span.scope))).toEqual(new Set([way.scope]));
    const [challenge, success] = vaultSpans();
    expect(challenge?.attributes).toMatchObject({
      'server.address': 'ok.vault.azure.net',
      'azure.keyvault.challenge.resource': 'https://vault.azure.net',
    });
    expect(success?.kind).toBe('client');
    expect(success?.attributes).toMatchObject({
      'server.address': 'ok.vault.azure.net',
      'url.template': '/secrets/{name}',
      'http.request.resend_count': 1,
      'azure.resource_provider.namespace': 'Microsoft.KeyVault',
      'azure.keyvault.service.type': 'vault',
      'azure.keyvault.cloud': 'public',
      'azure.keyvault.vault.name': 'ok',
      'azure.keyvault.vault.region': 'westeurope',
      'azure.keyvault.object.type': 'secrets',
      'azure.keyvault.operation.name': 'SecretGet',
      'azure.keyvault.connection.type': 'ipv4',
      'azure.keyvault.throttle.class': 'vault_operation',
      'azure.keyvault.identity.audience': 'https://vault.azure.net',
      'azure.keyvault.identity.app_id': 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
      'azure.keyvault.identity.type': 'application',
      'azure.keyvault.identity.delegated': false,
    });
    expect(JSON.stringify(receiver.resourceSpans())).not.toContain('db-password');
  });

  it('records each request once, and a challenge never as a failure', async () => {
    await run(way, ['ok', 'rbac']);
    const counted = point(METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION, {}).map((metric) => [
      metric.attributes['server.address'],
      metric.attributes['azure.keyvault.outcome'],
      metric.attributes['azure.keyvault.failure.cause'],
      metric.count,
    ]);
    expect(counted.toSorted()).toEqual([
      ['ok.vault.azure.net', 'challenge', 'auth_challenge', 1],
      ['ok.vault.azure.net', 'success', undefined, 1],
      ['rbac.vault.azure.net', 'challenge', 'auth_challenge', 1],
      ['rbac.vault.azure.net', 'failure', 'rbac_denied', 1],
    ]);
    expect(
      point(METRIC_AZURE_KEYVAULT_CLIENT_OPERATION_ATTEMPTS, { 'azure.keyvault.outcome': 'success' })[0]?.sum,
    ).toBe(2);
    expect(receiver.logs().map((log) => [log.eventName, log.attributes['azure.keyvault.failure.cause']])).toEqual([
      ['azure.keyvault.client.request.failed', 'rbac_denied'],
    ]);
  });

  const failing = VAULT_SCENARIOS.filter(
    ({ name, expectedCause, wire }) =>
      expectedCause !== undefined && wire === undefined && !name.startsWith('challenge-') && !name.startsWith('cae'),
  ).filter(
    ({ name }) => !['key-ops', 'not-yet-valid', 'unavailable', 'read-only', 'hsm-rbac', 'signing-key'].includes(name),
  );

  it('names the cause of every failure', { timeout: 60_000 }, async () => {
    await run(
      way,
      failing.map(({ name }) => name),
    );
    const seen = new Map(
      vaultSpans()
        .filter(({ attributes }) => attributes['azure.keyvault.outcome'] === 'failure')
        .map(({ attributes }) => [attributes['azure.keyvault.vault.name'], attributes['azure.keyvault.failure.cause']]),
    );
    expect(seen).toEqual(new Map(failing.map(({ name, expectedCause }) => [name, expectedCause])));
  });
});

describe('the Azure SDK under the preload', () => {
  const way: Preload = { flag: '--require', program: 'readSecrets.cjs' };

  it('is measured at its retries: advice, wait and attempts', async () => {
    await run(way, ['throttled-advice', 'throttled']);
    expect(outcomes().map(([status]) => status)).toEqual([401, 429, 429, 200, 401, 429]);
    expect(vaultSpans().map((span) => span.attributes['http.request.resend_count'])).toEqual([
      undefined,
      1,
      2,
      3,
      undefined,
      1,
    ]);
    const last = vaultSpans()[3]?.attributes;
    expect(last).toMatchObject({ 'azure.keyvault.retry.obeyed': true });
    expect(last?.['azure.keyvault.retry.waited']).toBeGreaterThanOrEqual(0.95);
    expect(vaultSpans()[5]?.attributes).toMatchObject({
      'azure.keyvault.retry.source': 'none',
      'azure.keyvault.throttle.limit': 4000,
    });
    expect(point(METRIC_AZURE_KEYVAULT_CLIENT_RETRY_AFTER, {}).map((metric) => [metric.count, metric.sum])).toEqual([
      [2, 2],
    ]);
    expect(
      point(METRIC_AZURE_KEYVAULT_CLIENT_THROTTLED, {})
        .map((metric) => [metric.attributes['azure.keyvault.retry.source'], metric.value])
        .toSorted(),
    ).toEqual([
      ['none', 1],
      ['retry_after', 2],
    ]);
    expect(
      point(METRIC_AZURE_KEYVAULT_CLIENT_OPERATION_ATTEMPTS, { 'azure.keyvault.outcome': 'success' }).map(
        (metric) => metric.sum,
      ),
    ).toEqual([4]);
  });

  it('takes a claims challenge for protocol, not for a failure', async () => {
    await run(way, ['cae']);
    const causes = outcomes().map(([, outcome, cause]) => [outcome, cause]);
    expect(causes.filter(([outcome]) => outcome === 'failure')).toEqual([]);
    expect(causes).toContainEqual(['challenge', 'cae_challenge']);
  });

  it('says that the token is missing when no request with one follows', async () => {
    await run(way, ['challenge-refused']);
    expect(
      point(METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION, {}).map(
        (metric) => metric.attributes['azure.keyvault.failure.cause'],
      ),
    ).toEqual(['token_missing']);
    expect(receiver.logs().map((log) => log.attributes['azure.keyvault.failure.cause'])).toEqual(['token_missing']);
  });

  it.each(['http/protobuf', 'http/json', 'grpc'] as const)('exports by %s', async (protocol) => {
    const result = await run(way, ['ok'], receiver.env(protocol));
    expect(result.stderr).toBe('');
    expect(outcomes()).toHaveLength(2);
    expect(point(METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION, { 'azure.keyvault.outcome': 'success' })).toHaveLength(
      1,
    );
    expect(new Set(receiver.requests.map((request) => request.protocol))).toEqual(new Set([protocol]));
  });

  it('shows why a program that never gets a token fails', async () => {
    await run(way, ['ok'], { TEST_SECRET: 'scenario-client-secret-expired' });
    const token = receiver.spans().find((span) => span.attributes['azure.keyvault.identity.source'] === 'entra');
    expect(token?.attributes).toMatchObject({
      'azure.keyvault.outcome': 'failure',
      'azure.keyvault.failure.cause': 'client_secret_expired',
      'azure.keyvault.failure.inner_code': 'AADSTS7000222',
      'azure.keyvault.identity.grant_type': 'client_credentials',
      'azure.keyvault.identity.audience': 'https://vault.azure.net',
    });
  });
});

describe('failures that the Azure SDK would repeat for long, or has other requests for', () => {
  it('have their cause all the same, with fetch', async () => {
    const names = ['key-ops', 'not-yet-valid', 'unavailable', 'read-only', 'signing-key'];
    await run({ flag: '--require', program: 'fetchSecrets.mjs' }, names);
    const seen = vaultSpans()
      .filter(({ attributes }) => attributes['azure.keyvault.outcome'] === 'failure')
      .map(({ attributes }) => attributes['azure.keyvault.failure.cause']);
    const expected = names.map((name) => VAULT_SCENARIOS.find((scenario) => scenario.name === name)?.expectedCause);
    expect(expected).not.toContain(undefined);
    expect(seen).toEqual(expected);
  });
});
