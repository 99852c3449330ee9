// SPDX-License-Identifier: Apache-2.0
import { ALERTS } from './alerts.ts';
import { identity } from './identity.ts';
import { overview } from './overview.ts';
import { runbook } from './runbook.ts';
import { throttling } from './throttling.ts';
import { toClassic } from './toClassic.ts';
import { toGrafanaRules } from './toGrafanaRules.ts';
import { toPrometheusRules } from './toPrometheusRules.ts';
import { toV2 } from './toV2.ts';
import { vault } from './vault.ts';

export interface GeneratedFile {
  /** Below `dashboards/`. */
  readonly path: string;
  readonly content: string;
}

const DASHBOARDS = {
  'keyvault-overview.json': overview,
  'keyvault-throttling.json': throttling,
  'keyvault-identity.json': identity,
  'keyvault-vault.json': vault,
} as const;

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

/** Everything in `dashboards/` that comes from this source. */
export function generatedFiles(): readonly GeneratedFile[] {
  return [
    ...Object.entries(DASHBOARDS).flatMap(([name, model]) => [
      { path: name, content: json(toClassic(model)) },
      { path: `v2/${name}`, content: json(toV2(model)) },
    ]),
    { path: 'alerts/prometheus.yaml', content: toPrometheusRules(ALERTS) },
    { path: 'alerts/grafana.yaml', content: toGrafanaRules(ALERTS) },
    { path: 'runbook.md', content: runbook() },
  ];
}
