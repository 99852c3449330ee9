// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  METRIC_AZURE_KEYVAULT_CLIENT_ACCESS_RECOVERED,
  METRIC_AZURE_KEYVAULT_CLIENT_OPERATION_ATTEMPTS,
  METRIC_AZURE_KEYVAULT_CLIENT_REPEATED_READS,
  METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION,
} from '../../src/semconv.ts';
import type { FakeVault } from '../fake-vault/FakeVault.ts';
import { runProgram } from '../fake-vault/runProgram.ts';
import type { OtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';
import { REGISTER, withFarEnds } from './withFarEnds.ts';

let fake: FakeVault;
let receiver: OtlpReceiver;

withFarEnds((ends) => {
  fake = ends.fake;
  receiver = ends.receiver;
});

const PROLOGUE = `
import { ClientSecretCredential } from '@azure/identity';
import { CertificateClient } from '@azure/keyvault-certificates';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import { SecretClient } from '@azure/keyvault-secrets';
const credential = new ClientSecretCredential('3f9a1c52-6d0e-4b7a-8c21-5e7d90b4a6f1', 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', 'made-up');
const secrets = (vault) => new SecretClient('https://' + vault + '.vault.azure.net', credential);
const ignore = () => {};
`;

const run = (source: string, env: Readonly<Record<string, string>> = {}) =>
  runProgram({
    fake,
    args: ['--require', `${REGISTER}.cjs`],
    source: PROLOGUE + source,
    env: { ...receiver.env(), ...env },
  });

const vaultSpans = () => receiver.spans().filter((span) => 'azure.keyvault.vault.name' in span.attributes);
const names = (outcome = 'success') =>
  vaultSpans()
    .filter((span) => span.attributes['azure.keyvault.outcome'] === outcome)
    .map((span) => span.attributes['azure.keyvault.operation.name']);
const points = (name: string) => receiver.metrics().filter((metric) => metric.name === name);

describe('operations of the real clients', () => {
  it('are named as the audit log names them, with templates for paths', async () => {
    const { stderr } = await run(`
      const keys = new KeyClient('https://ok.vault.azure.net', credential);
      await keys.createRsaKey('rsa');
      const key = await keys.getKey('rsa');
      const crypto = new CryptographyClient(key.id, credential);
      await crypto.decrypt('RSA-OAEP', new Uint8Array(16)).catch(ignore);
      await crypto.sign('RS256', new Uint8Array(32)).catch(ignore);
      await new CertificateClient('https://ok.vault.azure.net', credential).getCertificate('tls');
      await secrets('ok').setSecret('db', 'value');
      for await (const _ of secrets('ok').listPropertiesOfSecrets()) break;
    `);
    expect(stderr).toBe('');
    expect(names()).toEqual(
      expect.arrayContaining([
        'KeyCreate',
        'KeyGet',
        'KeyDecrypt',
        'KeySign',
        'CertificateGet',
        'SecretSet',
        'SecretList',
      ]),
    );
    const byName = new Map(
      vaultSpans().map((span) => [span.attributes['azure.keyvault.operation.name'], span.attributes]),
    );
    expect(byName.get('KeySign')).toMatchObject({
      'url.template': '/keys/{name}/{version}/sign',
      'azure.keyvault.object.type': 'keys',
      'azure.keyvault.throttle.class': 'key_operation',
    });
    expect(byName.get('KeyCreate')).toMatchObject({ 'azure.keyvault.throttle.class': 'key_create' });
    expect(byName.get('SecretSet')).toMatchObject({ 'azure.keyvault.throttle.class': 'secret_create_or_import' });
  });

  it('of a Managed HSM and of other clouds are told apart', async () => {
    await run(`
      const hsm = new KeyClient('https://hsm-rbac.managedhsm.azure.net', credential);
      await hsm.createRsaKey('rsa').catch(ignore);
      await new SecretClient('https://ok.vault.azure.cn', credential).getSecret('db').catch(ignore);
    `);
    const hsm = vaultSpans().find((span) => span.attributes['http.response.status_code'] === 403);
    expect(hsm?.attributes).toMatchObject({
      'azure.keyvault.service.type': 'managed_hsm',
      'azure.keyvault.throttle.class': 'managed_hsm',
      'azure.keyvault.failure.cause': 'hsm_rbac_denied',
      'azure.keyvault.failure.action': 'Microsoft.KeyVault/managedHsm/keys/create',
    });
    expect(vaultSpans().map((span) => span.attributes['azure.keyvault.cloud'])).toContain('china');
  });
});

describe('what belongs together', () => {
  it('counts N parallel first calls as N challenges and no failure', async () => {
    await run(`
      const client = secrets('ok');
      await Promise.all(Array.from({ length: 5 }, (_, index) => client.getSecret('s' + index)));
    `);
    expect(names('challenge')).toHaveLength(5);
    expect(names('success')).toHaveLength(5);
    expect(names('failure')).toEqual([]);
    const [challenges] = points(METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION).filter(
      (metric) => metric.attributes['azure.keyvault.outcome'] === 'challenge',
    );
    expect(challenges?.count).toBe(5);
    expect(points(METRIC_AZURE_KEYVAULT_CLIENT_OPERATION_ATTEMPTS).map((metric) => [metric.count, metric.sum])).toEqual(
      [[5, 10]],
    );
  });

  it('takes a token refused twice for one failed operation', async () => {
    fake.setScenario({ scenario: 'expired', vault: 'ok-1', failures: 'always' });
    await run(`
      const client = secrets('ok-1');
      await client.getSecret('first').catch(ignore);
      await client.getSecret('second').catch(ignore);
    `);
    const failed = points(METRIC_AZURE_KEYVAULT_CLIENT_OPERATION_ATTEMPTS).filter(
      (metric) => metric.attributes['azure.keyvault.outcome'] === 'failure',
    );
    expect(failed.map((metric) => metric.count)).toEqual([2]);
    expect(names('failure').length).toBeGreaterThanOrEqual(3);
  });

  it('sees a denial turn into a success', async () => {
    fake.setScenario({ scenario: 'rbac', vault: 'ok-2', failures: 1 });
    await run(`
      const { token } = await credential.getToken('https://vault.azure.net/.default');
      const headers = { authorization: 'Bearer ' + token };
      for (let index = 0; index < 2; index += 1) {
        await (await fetch('https://ok-2.vault.azure.net/secrets/db?api-version=7.6', { headers })).text();
      }
    `);
    expect(
      points(METRIC_AZURE_KEYVAULT_CLIENT_ACCESS_RECOVERED).map((metric) => [
        metric.value,
        metric.attributes['azure.keyvault.failure.cause'],
      ]),
    ).toEqual([[1, 'rbac_denied']]);
    expect(receiver.logs().map((log) => log.eventName)).toContain('azure.keyvault.client.access.recovered');
  });

  it('counts reads that a cache would have saved', async () => {
    await run(`
      const client = secrets('ok');
      for (let index = 0; index < 4; index += 1) await client.getSecret('db');
      await client.getSecret('other');
    `);
    expect(points(METRIC_AZURE_KEYVAULT_CLIENT_REPEATED_READS).map((metric) => metric.value)).toEqual([3]);
  });

  it('keeps the trace of the program: the call is a child of what was active', async () => {
    await run(
      `
      const { trace } = await import('@opentelemetry/api');
      await secrets('ok').getSecret('warm');
      await trace.getTracer('app').startActiveSpan('work', async (span) => {
        await secrets('ok').getSecret('db');
        span.end();
      });
    `,
    );
    const work = receiver.spans().find((span) => span.name === 'work');
    const children = vaultSpans().filter((span) => span.parentSpanId === work?.spanId);
    expect(work).toBeDefined();
    expect(children).toHaveLength(2);
  });
});

describe('learning key types', () => {
  const program = `
    const keys = new KeyClient('https://ok.vault.azure.net', credential);
    const key = await keys.getKey('rsa-hsm-4096');
    fake429: {
      const crypto = new CryptographyClient(key.id, credential);
      for (let index = 0; index < 5; index += 1) await crypto.sign('RS256', new Uint8Array(32)).catch(ignore);
    }
  `;
  const utilization = () =>
    points('azure.keyvault.client.quota.utilization')
      .filter((metric) => metric.attributes['azure.keyvault.throttle.class'] === 'key_operation')
      .map((metric) => metric.value ?? 0);

  it('off, counts against the highest limit; on, against the limit of the key', async () => {
    await run(program);
    const [off = 0] = utilization();
    receiver.reset();
    await run(program, { KEYVAULT_OTEL_LEARN_KEY_TYPES: 'true' });
    const [on = 0] = utilization();
    // Two clients, each with its challenge: two for the key, two for the key again, five signatures.
    const requests = 2 + 2 + 5;
    expect(off).toBeCloseTo(requests / 4_000, 10);
    expect(on).toBeGreaterThan((5 * 8) / 2_000 - 0.001);
  });
});
