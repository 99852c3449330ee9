// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALERTS } from '../../dashboards/src/alerts.ts';
import { generatedFiles } from '../../dashboards/src/generatedFiles.ts';
import { identity } from '../../dashboards/src/identity.ts';
import { UID } from '../../dashboards/src/links.ts';
import { overview } from '../../dashboards/src/overview.ts';
import { labelName, prometheusName } from '../../dashboards/src/prometheusNames.ts';
import { runbook } from '../../dashboards/src/runbook.ts';
import { throttling } from '../../dashboards/src/throttling.ts';
import { toClassic } from '../../dashboards/src/toClassic.ts';
import { toV2 } from '../../dashboards/src/toV2.ts';
import { vault } from '../../dashboards/src/vault.ts';
import * as semconv from '../../src/semconv.ts';
import { CAUSES } from '../../src/understand/causes.ts';
import { expressionsOf, lintDashboard, panelsOf } from './dashboardLint.ts';

const ROOT = join(import.meta.dirname, '../../dashboards');
const DASHBOARDS = [overview, throttling, identity, vault].map((model) => [model.title, model] as const);

/** Metrics and labels in an expression, and whether it knows them. */
function unknownNames(expression: string): readonly string[] {
  const series = new Set<string>(
    semconv.METRICS.flatMap(({ name, instrument }) => {
      const base = prometheusName(name);
      return instrument === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${base}_${part}`) : [base];
    }),
  );
  const labels = new Set<string>([
    ...semconv.ATTRIBUTES.map(({ name }) => labelName(name)),
    'job',
    'instance',
    'deployment_environment_name',
  ]);
  const withoutTexts = expression.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  const metrics = withoutTexts.match(/\bazure_keyvault_client_\w+/g) ?? [];
  const matched = [...withoutTexts.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label);
  const grouped = [...withoutTexts.matchAll(/\b(?:by|on|group_left)\s*\(([^)]*)\)/g)]
    .flatMap(([, list = '']) => list.split(','))
    .map((label) => label.trim())
    .filter((label) => label !== '' && label !== 'le');
  return [
    ...metrics.filter((name) => !series.has(name)),
    ...[...matched, ...grouped].filter((name) => !labels.has(name)),
  ];
}

describe('names in Prometheus', () => {
  it.each([
    [semconv.METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION, 'azure_keyvault_client_request_duration_seconds'],
    [semconv.METRIC_AZURE_KEYVAULT_CLIENT_THROTTLED, 'azure_keyvault_client_throttled_total'],
    [semconv.METRIC_AZURE_KEYVAULT_CLIENT_OPERATION_ATTEMPTS, 'azure_keyvault_client_operation_attempts'],
    [semconv.METRIC_AZURE_KEYVAULT_CLIENT_QUOTA_UTILIZATION, 'azure_keyvault_client_quota_utilization_ratio'],
    [
      semconv.METRIC_AZURE_KEYVAULT_CLIENT_IDENTITY_REMAINING_LIFETIME,
      'azure_keyvault_client_identity_remaining_lifetime_seconds',
    ],
  ] as const)('%s becomes %s', (metric, name) => {
    expect(prometheusName(metric)).toBe(name);
  });
});

describe('the generated files', () => {
  it.each(generatedFiles().map(({ path, content }) => [path, content] as const))(
    'dashboards/%s is up to date',
    (path, content) => {
      expect(readFileSync(join(ROOT, path), 'utf8') === content, 'run `npm run build:dashboards`').toBe(true);
    },
  );
});

describe.each(DASHBOARDS)('the dashboard %s', (_, model) => {
  const classic = toClassic(model);

  it('keeps the rules of the dashboard linter', () => {
    expect(lintDashboard(classic)).toEqual([]);
  });

  it('uses only metrics and labels of the telemetry contract', () => {
    expect(expressionsOf(classic).flatMap(unknownNames)).toEqual([]);
  });

  it('draws no line for each instance', () => {
    const perInstance = panelsOf(classic).filter(({ targets = [] }) =>
      targets.some(({ expr = '' }) => /^\s*(?:sum|min|max) by \([^)]*\binstance\b/.test(expr)),
    );
    expect(perInstance.map(({ title }) => title)).toEqual([]);
  });

  it('bounds the lines and rows of what may be many', () => {
    const unbounded = panelsOf(classic).flatMap(({ title, targets = [] }) =>
      targets.some(({ refId, expr = '' }) => {
        const outer = /^\s*(?:sum|min|max) by \(([^)]*)\)/.exec(expr)?.[1] ?? '';
        // Further queries of a table are joined to the rows of the first.
        return (
          refId === 'A' &&
          /\b(?:job|server_address|azure_keyvault_identity_app_id)\b/.test(outer) &&
          !/(?:top|bottom)k\(/.test(expr)
        );
      })
        ? [title]
        : [],
    );
    expect(unbounded).toEqual([]);
  });

  it('has one id for each panel and no overlap', () => {
    const ids = (classic.panels ?? []).flatMap((panel) => [
      panel.id,
      ...('panels' in panel ? panel.panels.map(({ id }) => id) : []),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    const taken = new Set<string>();
    for (const { gridPos } of classic.panels ?? []) {
      if (gridPos === undefined) throw new Error('a panel without a place');
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(x).toBeLessThan(24);
          expect(taken.has(`${x},${y}`), `${x},${y}`).toBe(false);
          taken.add(`${x},${y}`);
        }
      }
    }
  });

  it('has no inputs that an import would ask for, and no fixed data source', () => {
    const text = JSON.stringify(classic);
    expect(text).not.toContain('__inputs');
    expect(text).not.toContain('DS_PROMETHEUS');
    expect(text.match(/"uid":"(?!\$\{|keyvault-otel-)[^"]*"/g)).toBeNull();
  });

  it('says the same in the v2 schema', () => {
    const v2 = toV2(model);
    const elements = Object.values(v2.spec.elements as Record<string, { spec: { id: number; title: string } }>);
    expect(elements.map(({ spec }) => [spec.id, spec.title])).toEqual(
      (classic.panels ?? [])
        .flatMap((panel) => ('panels' in panel ? panel.panels : [panel]))
        .map(({ id, title }) => [id, title]),
    );
    const expressions = [...JSON.stringify(v2).matchAll(/"expr":("(?:[^"\\]|\\.)*")/g)].map(([, text = '""']) =>
      JSON.parse(text),
    );
    expect(expressions).toEqual(expect.arrayContaining([...expressionsOf(classic)]));
    expect(v2.metadata.name).toBe(model.uid);
  });
});

describe('links', () => {
  it('lead to dashboards that exist', () => {
    const linked = DASHBOARDS.flatMap(([, model]) => [
      ...JSON.stringify(toClassic(model)).matchAll(/\/d\/([\w-]+)\?/g),
    ]);
    expect(linked.length).toBeGreaterThan(0);
    for (const [, uid] of linked) expect(Object.values(UID)).toContain(uid);
  });

  it('have stable uids', () => {
    expect(DASHBOARDS.map(([, { uid }]) => uid)).toEqual([
      'keyvault-otel-overview',
      'keyvault-otel-throttling',
      'keyvault-otel-identity',
      'keyvault-otel-vault',
    ]);
  });
});

describe('the alert rules', () => {
  it('use only metrics and labels of the telemetry contract', () => {
    expect(ALERTS.flatMap(({ expr }) => unknownNames(expr))).toEqual([]);
  });

  it('have ids of their own', () => {
    expect(new Set(ALERTS.map(({ id }) => id)).size).toBe(ALERTS.length);
  });
});

describe('the runbook', () => {
  // GitHub makes anchors of headings in lower case, and takes away what is not a letter, digit, dash or underscore.
  const anchors = [...runbook().matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

  it.each(Object.keys(CAUSES))('has a section for the cause %s', (name) => {
    expect(anchors).toContain(name);
  });

  it.each([...new Set(ALERTS.map(({ name }) => name))])('has a section for the alert %s', (name) => {
    expect(anchors).toContain(name.toLowerCase());
  });

  it('links only to sections that exist', () => {
    const linked = [...runbook().matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(linked.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });

  it('has each anchor once', () => {
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  it('is where the table of causes says that more is to be read', () => {
    for (const { reference } of Object.values(CAUSES)) {
      const anchor = /dashboards\/runbook\.md#(.+)$/.exec(reference)?.[1];
      if (anchor !== undefined) expect(anchors).toContain(anchor);
    }
  });
});
