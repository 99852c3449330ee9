// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drawn, DrawOptions, GrafanaPage } from './GrafanaPage.ts';

/** Texts that an on-call engineer has to find, by dashboard, for the traffic of the demo. */
const EXPECTED_TEXTS: Readonly<Record<string, readonly string[]>> = {
  'keyvault-overview.json': [
    'rbac_denied',
    'firewall_denied',
    'token_expired',
    'vault_request_type_limit',
    'client_secret_expired',
    'Assign a data-plane role',
    'shop/billing-api',
    'kv-signing.vault.azure.net',
  ],
  'keyvault-throttling.json': ['key_create', 'vault_operation_limit', 'without advice', 'platform/key-broker'],
  'keyvault-identity.json': ['b1111111-6f1d-4c5e-9d10-0a1b2c3d4e5f', 'imds', 'entra', 'client_secret_expired'],
  'keyvault-vault.json': ['Is kv-signing.vault.azure.net well?', 'KeyCreate', 'platform/key-broker'],
};

export const DASHBOARD_FILES = Object.keys(EXPECTED_TEXTS);

/** Draws a dashboard; throws for an error, an empty panel, a query without data, or a text that is not there. */
export async function checkDrawing(page: GrafanaPage, options: DrawOptions, pictures: string): Promise<Drawn> {
  const drawn = await page.draw(options);
  const name = options.dashboard.replace('.json', '');
  mkdirSync(pictures, { recursive: true });
  writeFileSync(join(pictures, `${name}.png`), drawn.picture);
  const faults = [
    ...drawn.errors,
    ...drawn.empty.map((title) => `the panel "${title}" is empty`),
    ...drawn.queries.filter(({ series }) => series === 0).map(({ expr }) => `no data: ${expr}`),
    ...(EXPECTED_TEXTS[options.dashboard] ?? [])
      .filter((text) => !drawn.text.includes(text))
      .map((text) => `does not show "${text}"`),
  ];
  if (faults.length > 0) throw new Error(`${name}:\n${[...new Set(faults)].map((fault) => `  ${fault}`).join('\n')}`);
  return drawn;
}

/** How much a panel may hold and still be read. */
const MOST_LINES = 40;
const MOST_ROWS = 100;

/** Draws the dashboards of a large fleet; throws when a panel holds more than a person can read. */
export async function checkReadability(page: GrafanaPage, options: DrawOptions): Promise<number> {
  const drawn = await page.draw(options);
  const faults = [
    ...drawn.errors,
    ...drawn.queries
      .filter(({ kind, series }) => series > (kind === 'range' ? MOST_LINES : MOST_ROWS))
      .map(({ kind, series, expr }) => `${series} series, ${kind}: ${expr}`),
  ];
  if (faults.length > 0)
    throw new Error(`fleet, ${options.dashboard}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  return Math.max(...drawn.queries.map(({ series }) => series));
}
