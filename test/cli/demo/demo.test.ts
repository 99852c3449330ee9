// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEMO_SCENARIOS } from '../../../demo/demoScenarios.ts';
import type { Report } from '../../../src/cli/report/Report.ts';
import { startOtlpReceiver } from '../../otlp-receiver/startOtlpReceiver.ts';
import { cli, useFake } from '../useCli.ts';

describe('keyvault-otel demo', () => {
  const bench = useFake();

  it('runs one scenario, and says where the telemetry went', async () => {
    const { stdout, code } = await cli(['demo', '--scenario', 'rbac']);
    expect(code).toBe(0);
    expect(stdout).toContain('rbac_denied');
    expect(stdout).toContain('Assign a data-plane role');
    expect(stdout).toMatch(/got\s+by\s+OTLP:\s+4\s+spans,\s+[1-9]\d*\s+metric\s+points\s+of\s+[1-9]/);
  });

  it('shows every cause that its tour promises', async () => {
    const file = join(bench.directory(), 'tour.json');
    const { code } = await cli(['demo', '--report', file]);
    expect(code).toBe(0);
    const { causes, advice } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    expect(causes.map(({ cause }) => cause).sort()).toEqual([
      'access_policy_insufficient',
      'access_policy_missing',
      'client_secret_expired',
      'firewall_denied',
      'object_not_found',
      'private_link_required',
      'rbac_denied',
      'token_audience_mismatch',
      'token_expired',
      'token_missing',
      'vault_request_type_limit',
    ]);
    expect(advice.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['cache', 'backoff']));
  });

  it('exports to OTEL_EXPORTER_OTLP_ENDPOINT when that is set, continuously if asked', async () => {
    const receiver = await startOtlpReceiver();
    try {
      const { stdout, code } = await cli(
        ['demo', '-s', 'firewall', '--continuous', '--rate', '10', '--duration', '2'],
        {
          env: receiver.env(),
        },
      );
      expect(code).toBe(0);
      expect(stdout).toContain(receiver.httpUrl);
      const denied = receiver
        .spans()
        .filter(({ attributes }) => attributes['azure.keyvault.failure.cause'] === 'firewall_denied');
      expect(denied.length).toBeGreaterThan(3);
      expect(denied[0]?.resource['service.name']).toBe('keyvault-otel-demo');
    } finally {
      await receiver.close();
    }
  });

  it('lists its scenarios, and knows no other', async () => {
    const { stdout } = await cli(['demo', '--list']);
    for (const { name } of DEMO_SCENARIOS) expect(stdout).toContain(name);
    const unknown = await cli(['demo', '--scenario', 'nonsense']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("There is no scenario 'nonsense'");
  });
});
