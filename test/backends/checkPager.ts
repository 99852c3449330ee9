// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { ALERTS } from '../../dashboards/src/alerts.ts';
import { runbookUrl } from '../../dashboards/src/toPrometheusRules.ts';
import type { Backends } from './Backends.ts';

/** These take an hour of traffic; promtool proves them. */
const NEED_MORE_TIME = ['KeyVaultTokenNotRenewed', 'KeyVaultTelemetryMissing'];
const WAIT_MS = 30_000;

interface Notification {
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

/** Alerts that went all the way: agent, collector, Prometheus, Alertmanager, webhook. */
export async function checkPager(backends: Backends): Promise<string> {
  const paged = () =>
    backends.received
      .filter(({ path }) => path === '/pager')
      .flatMap(({ body }) => (JSON.parse(body.toString()) as Notification).alerts)
      .filter(({ status }) => status === 'firing');
  const expected = [...new Set(ALERTS.map(({ name }) => name))].filter((name) => !NEED_MORE_TIME.includes(name));
  const missing = () => expected.filter((name) => !paged().some(({ labels }) => labels['alertname'] === name));
  const end = Date.now() + WAIT_MS;
  while (missing().length > 0 && Date.now() < end) await sleep(500);
  if (missing().length > 0) throw new Error(`no page about ${missing().join(', ')}`);
  const denied = paged().find(
    ({ labels }) => labels['alertname'] === 'KeyVaultAccessDenied' && labels['job'] === 'shop/billing-api',
  );
  const wanted = {
    cause: 'rbac_denied',
    vault: 'kv-billing.vault.azure.net',
    environment: 'production',
    runbook: runbookUrl('KeyVaultAccessDenied'),
    summary: 'shop/billing-api is denied by kv-billing.vault.azure.net: rbac_denied (production)',
  };
  const got = {
    cause: denied?.labels['azure_keyvault_failure_cause'],
    vault: denied?.labels['server_address'],
    environment: denied?.labels['deployment_environment_name'],
    runbook: denied?.annotations['runbook_url'],
    summary: denied?.annotations['summary'],
  };
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    throw new Error(`page:\n  wanted ${JSON.stringify(wanted)}\n  got    ${JSON.stringify(got)}`);
  }
  return `${expected.length} alerts reached the webhook of Alertmanager: ${expected.join(', ')}`;
}
