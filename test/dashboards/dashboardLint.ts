// SPDX-License-Identifier: Apache-2.0
// The rules of Grafana's dashboard-linter that apply to these dashboards, written anew: the linter itself is a Go
// program. Exceptions stand with their reason in dashboards/.lint.
import type { toClassic } from '../../dashboards/src/toClassic.ts';

type Classic = ReturnType<typeof toClassic>;

interface Target {
  readonly refId?: string;
  readonly expr?: string;
  readonly datasource?: { readonly type?: string; readonly uid?: string };
}

export interface LintedPanel {
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly datasource?: { readonly uid?: string };
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string } };
  readonly targets?: readonly Target[];
  readonly panels?: readonly LintedPanel[];
}

/** Panels of a dashboard, those in collapsed rows too, without the rows. */
export function panelsOf(dashboard: Classic): readonly LintedPanel[] {
  return ((dashboard.panels ?? []) as readonly LintedPanel[]).flatMap((panel) =>
    panel.type === 'row' ? (panel.panels ?? []) : [panel],
  );
}

/** Queries of a dashboard in PromQL. */
export function expressionsOf(dashboard: Classic): readonly string[] {
  return panelsOf(dashboard).flatMap((panel) =>
    (panel.targets ?? []).flatMap(({ expr, datasource }) =>
      expr !== undefined && datasource?.type === 'prometheus' ? [expr] : [],
    ),
  );
}

function lintTarget(title: string, { expr, datasource }: Target): string[] {
  if (expr === undefined || datasource?.type !== 'prometheus') return [];
  const found: string[] = [];
  const selectors = expr.match(/\{[^{}]*\}/g) ?? [];
  for (const selector of selectors) {
    if (!selector.includes('job=~"$job"')) found.push(`target-job-rule: ${title}: ${selector}`);
    if (!selector.includes('instance=~"$instance"')) found.push(`target-instance-rule: ${title}: ${selector}`);
  }
  for (const [, range = '', at = ''] of expr.matchAll(/\brate\([^[]*\[([^\]]*)\](\s*@ end\(\))?/g)) {
    const overTheShownTime = range === '$__range' && at !== '';
    if (range !== '$__rate_interval' && !overTheShownTime)
      found.push(`target-rate-interval-rule: ${title}: [${range}]`);
  }
  for (const [counter] of expr.matchAll(/(\w+\()?\w+_total\{/g)) {
    if (!/^(rate|increase|irate|min_over_time|last_over_time)\(/.test(counter)) {
      found.push(`target-counter-agg-rule: ${title}: ${counter}`);
    }
  }
  return found;
}

function lintPanel(panel: LintedPanel): string[] {
  const title = panel.title ?? '';
  const found: string[] = [];
  if (title === '') found.push(`panel-title-description-rule: a ${panel.type} has no title`);
  if ((panel.description ?? '') === '') found.push(`panel-title-description-rule: ${title} has no description`);
  if (!/^\$\{(datasource|tempo_datasource|loki_datasource)\}$/.test(panel.datasource?.uid ?? '')) {
    found.push(`panel-datasource-rule: ${title}`);
  }
  if (panel.type !== 'logs' && (panel.fieldConfig?.defaults?.unit ?? '') === '')
    found.push(`panel-units-rule: ${title}`);
  if ((panel.targets ?? []).length === 0) found.push(`panel-no-targets-rule: ${title}`);
  return [...found, ...(panel.targets ?? []).flatMap((target) => lintTarget(title, target))];
}

/** What breaks a rule, one line each. */
export function lintDashboard(dashboard: Classic): readonly string[] {
  const found = panelsOf(dashboard).flatMap(lintPanel);
  const variables = dashboard.templating.list ?? [];
  const source = variables.find(({ name }) => name === 'datasource');
  if (source?.label !== 'Data source' || source.query !== 'prometheus') found.push('template-datasource-rule');
  for (const [name, all] of [
    ['job', '.+'],
    // Excepted in .lint.
    ['instance', '.*'],
  ] as const) {
    const variable = variables.find((candidate) => candidate.name === name);
    if (variable === undefined) found.push(`template-${name}-rule: missing`);
    else if (variable.datasource?.uid !== `\${datasource}` || variable.multi !== true || variable.allValue !== all) {
      found.push(`template-${name}-rule`);
    }
  }
  for (const variable of variables) {
    // 2: on change of the time range.
    if (variable.type === 'query' && variable.refresh !== 2)
      found.push(`template-on-time-change-reload-rule: ${variable.name}`);
  }
  if (dashboard.editable !== false) found.push('uneditable-dashboard-rule');
  return found;
}
