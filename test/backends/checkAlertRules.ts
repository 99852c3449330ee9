// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { ALERT_CASES, type AlertCase } from './alertCases.ts';

const RULES = join(import.meta.dirname, '../../dashboards/alerts/prometheus.yaml');

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly labels: { readonly severity: string } }[];
  }[];
}

function toSeries([name, labels, values]: AlertCase['series'][number]) {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return { series: `${name}{${pairs.join(', ')}}`, values };
}

/**
 * promtool compares whole alerts, texts included. Here only the severities matter, so they are counted by the series
 * that Prometheus itself makes of firing alerts.
 */
function toTest({ says, alert, series, at, fires }: AlertCase) {
  const severities = new Map<string, number>();
  for (const severity of fires) severities.set(severity, (severities.get(severity) ?? 0) + 1);
  return {
    name: `${alert} ${says}`,
    interval: '1m',
    input_series: series.map(toSeries),
    promql_expr_test: [
      {
        expr: `count by (severity) (ALERTS{alertname="${alert}", alertstate="firing"})`,
        eval_time: `${at}m`,
        exp_samples: [...severities].map(([severity, value]) => ({ labels: `{severity="${severity}"}`, value })),
      },
    ],
  };
}

/** Lints the rules and runs the cases. Throws with promtool's own words; resolves with what was proved. */
export function checkAlertRules(promtool: string): string {
  execFileSync(promtool, ['check', 'rules', '--lint=all', '--lint-fatal', RULES], { encoding: 'utf8' });
  const rules = (parse(readFileSync(RULES, 'utf8')) as RuleFile).groups.flatMap(({ rules: all }) => all);
  for (const { alert, labels } of rules) {
    const cases = ALERT_CASES.filter((one) => one.alert === alert);
    if (!cases.some(({ fires }) => fires.includes(labels.severity)))
      throw new Error(`no case in which ${alert} (${labels.severity}) fires`);
    if (!cases.some(({ fires }) => !fires.includes(labels.severity)))
      throw new Error(`no case in which ${alert} (${labels.severity}) stays silent`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'keyvault-rules-'));
  try {
    const file = join(folder, 'tests.yaml');
    writeFileSync(file, stringify({ rule_files: [RULES], evaluation_interval: '1m', tests: ALERT_CASES.map(toTest) }));
    execFileSync(promtool, ['test', 'rules', file], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`promtool test rules:\n${stdout ?? ''}${stderr ?? ''}${stdout === undefined ? String(error) : ''}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return `${rules.length} alert rules lint clean, ${ALERT_CASES.length} cases fire and stay silent as they should`;
}
