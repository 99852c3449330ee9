// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { DoctorStep } from '../../../src/cli/doctor/DoctorStep.ts';
import { claimsOf, FAKE_TENANT_ID } from '../../fake-vault/accessToken.ts';
import { cli, useFake } from '../useCli.ts';

function audienceOf(token: string): unknown {
  return claimsOf(token)?.['aud'];
}

describe('keyvault-otel doctor', () => {
  const bench = useFake();
  const doctor = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const result = await cli(['doctor', '--json', ...args], { env: { ...bench.env(), ...env } });
    const { steps } = JSON.parse(result.stdout) as { steps: DoctorStep[] };
    const step = (name: DoctorStep['name']) => steps.find((one) => one.name === name);
    return { ...result, steps, step };
  };

  it('goes through every step in order, and finds nothing wrong', async () => {
    const { steps, step, code } = await doctor(['--vault', 'https://contoso.vault.azure.net/', '--read', 'marker']);
    expect(steps.map(({ name }) => name)).toEqual(['name', 'tls', 'challenge', 'clock', 'credential', 'token', 'read']);
    expect(step('tls')?.found.join()).toContain('Fake Vault Test CA');
    expect(step('challenge')?.found.join()).toContain(`tenant ${FAKE_TENANT_ID}`);
    expect(step('challenge')?.found.join()).toContain('https://vault.azure.net');
    expect(step('credential')?.found.join()).toContain('EnvironmentCredential');
    expect(step('token')?.found.join()).toContain('application 5d1c3a7e-9b24-4f60-8e1d-2c7a6b9f0e35');
    expect(steps.slice(1).map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
    expect(code).toBe(0);
  });

  it('shows the steps on the terminal, and neither the token nor the value', async () => {
    const { stdout, code } = await cli(['doctor', '--vault', 'contoso', '--read', 'marker'], { env: bench.env() });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {7}TLS$/m);
    expect(stdout).toMatch(/^ok {7}Read$/m);
    for (const token of bench.fake().tokens) expect(stdout).not.toContain(token.slice(0, 40));
  });

  it('needs no right: without --read nothing is asked of the vault with a token', async () => {
    await doctor(['--vault', 'rbac']);
    const asked = bench.fake().requests.filter(({ endpoint }) => endpoint === 'vault');
    expect(asked.map(({ hadAuthorization, status }) => [hadAuthorization, status])).toEqual([[false, 401]]);
  });

  it('explains why the object cannot be read', async () => {
    const { step, code } = await doctor(['--vault', 'rbac', '--read', 'marker']);
    expect(code).toBe(1);
    expect(step('read')).toMatchObject({ verdict: 'failure', cause: 'rbac_denied' });
    expect(step('read')?.found.join(' ')).toContain('Microsoft.KeyVault/vaults/secrets/getSecret/action');
    expect(step('read')?.remedy).toContain('Assign');
  });

  it('explains why no credential gives a token', async () => {
    const { step, code } = await doctor(['--vault', 'contoso', '--read', 'x'], {
      AZURE_CLIENT_SECRET: 'scenario-client-secret-expired',
    });
    expect(code).toBe(1);
    expect(step('credential')).toMatchObject({ verdict: 'failure', cause: 'client_secret_expired' });
    expect(step('credential')?.found.join(' ')).toContain('AADSTS7000222');
    expect(step('token')).toBeUndefined();
    expect(step('read')?.verdict).toBe('skipped');
  });

  it.each([
    ['token-wrong-audience', 'token_audience_mismatch'],
    ['token-other-tenant', 'token_tenant_mismatch'],
    ['token-expired', 'token_expired'],
  ])('finds the fault of a token: %s', async (scenario, cause) => {
    const { step, code } = await doctor(['--vault', 'contoso'], { AZURE_CLIENT_SECRET: `scenario-${scenario}` });
    expect(step('token')).toMatchObject({ verdict: 'failure', cause });
    expect(code).toBe(1);
  });

  it('stops at a connection that is refused, and goes on with what needs none', async () => {
    const { step, code } = await doctor(['--vault', 'refused']);
    expect(step('tls')).toMatchObject({ verdict: 'failure', cause: 'connection_failed' });
    expect(step('tls')?.found.join()).toContain('ECONNREFUSED');
    expect(step('challenge')?.verdict).toBe('skipped');
    expect(step('credential')?.verdict).toBe('ok');
    expect(code).toBe(1);
  });

  it('tells a certificate that is not trusted, as behind a proxy that opens TLS', async () => {
    const { step } = await doctor(['--vault', 'contoso'], { NODE_EXTRA_CA_CERTS: '' });
    expect(step('tls')).toMatchObject({ verdict: 'failure' });
    expect(step('tls')?.remedy).toContain('NODE_EXTRA_CA_CERTS');
  });

  it('works for Managed HSM and other clouds', async () => {
    const hsm = await doctor(['--vault', 'https://contoso.managedhsm.azure.net', '--read', 'keys/one']);
    expect(hsm.step('challenge')?.found.join()).toContain('https://managedhsm.azure.net');
    expect(hsm.step('token')?.verdict).toBe('ok');
    const china = await doctor(['--vault', 'contoso.vault.azure.cn'], {
      AZURE_AUTHORITY_HOST: 'https://login.chinacloudapi.cn',
    });
    expect(china.step('challenge')?.verdict).toBe('ok');
  });

  it('asks for no token of a resource that is not of the host, and sends none', async () => {
    const { step, code } = await doctor([
      '--vault',
      'challenge-refused.vault.local.azurestack.external',
      '--read',
      'x',
    ]);
    expect(step('challenge')).toMatchObject({ verdict: 'failure' });
    expect(step('challenge')?.found.join()).toContain('https://vault.azure.cn');
    expect(step('credential')?.verdict).toBe('skipped');
    expect(step('read')?.verdict).toBe('skipped');
    expect(code).toBe(1);
    expect(bench.fake().tokens).toEqual([]);
    expect(bench.fake().requests.filter(({ hadAuthorization }) => hadAuthorization)).toEqual([]);
  });

  it('takes the resource that the challenge names where the host lies under it', async () => {
    const { step } = await doctor(['--vault', 'https://orders.vault.local.azurestack.external', '--read', 'marker']);
    expect(step('challenge')?.verdict).toBe('ok');
    expect(step('read')?.verdict).toBe('ok');
    expect(bench.fake().tokens.map(audienceOf)).toEqual(['https://vault.local.azurestack.external']);
  });

  it('asks for the audience of the cloud, whatever the challenge names', async () => {
    const { step } = await doctor(['--vault', 'challenge-refused', '--read', 'marker']);
    expect(step('challenge')?.verdict).toBe('warning');
    expect(step('token')?.verdict).toBe('ok');
    expect(step('read')?.verdict).toBe('ok');
    expect(bench.fake().tokens.map(audienceOf)).toEqual(['https://vault.azure.net']);
  });

  it('sends no token that is for another audience', async () => {
    const { step } = await doctor(['--vault', 'contoso', '--read', 'marker'], {
      AZURE_CLIENT_SECRET: 'scenario-token-wrong-audience',
    });
    expect(step('token')).toMatchObject({ verdict: 'failure', cause: 'token_audience_mismatch' });
    expect(step('read')?.verdict).toBe('skipped');
    expect(bench.fake().requests.filter(({ hadAuthorization }) => hadAuthorization)).toEqual([]);
  });

  it('says that @azure/identity is not there, and checks the rest', async () => {
    const { stdout, code } = await cli(['doctor', '--json', '--vault', 'contoso'], {
      env: bench.env(),
      cwd: bench.directory(),
    });
    const { steps } = JSON.parse(stdout) as { steps: DoctorStep[] };
    expect(steps.find(({ name }) => name === 'credential')).toMatchObject({ verdict: 'skipped' });
    expect(code).toBe(0);
  });

  it('refuses what is no vault, with exit code 2', async () => {
    for (const args of [
      ['doctor'],
      ['doctor', '--vault', 'https://example.com'],
      ['doctor', '--vault', 'contoso', '--read', '../x'],
    ]) {
      const { code, stdout, stderr } = await cli(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).not.toMatch(/\n {4}at /);
    }
  });
});
