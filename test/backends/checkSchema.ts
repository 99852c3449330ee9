// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

const HERE = import.meta.dirname;
const DASHBOARDS = join(HERE, '../../dashboards');
const TYPES = [
  'Dashboard',
  'DashboardV2',
  'Panel_timeseries',
  'Panel_stat',
  'Panel_bargauge',
  'Panel_table',
  'Panel_heatmap',
  'Panel_logs',
  'Target_prometheus',
] as const;
type TypeName = (typeof TYPES)[number];

interface PanelJson {
  readonly type: string;
  readonly title?: string;
  readonly options?: unknown;
  readonly fieldConfig?: { readonly defaults?: { readonly custom?: unknown } };
  readonly panels?: readonly PanelJson[];
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr?: string;
    readonly datasource: { readonly type: string };
  }[];
}

/** Validators from Grafana's published TypeScript types; unknown keys are errors. */
function makeValidators(): ReadonlyMap<TypeName, ValidateFunction> {
  const ajv = new Ajv({ allErrors: true, strict: false, allowUnionTypes: true });
  return new Map(
    TYPES.map((type) => [
      type,
      ajv.compile(
        createGenerator({
          path: join(HERE, 'schema/types.ts'),
          tsconfig: join(HERE, 'schema/tsconfig.json'),
          type,
          expose: 'none',
          skipTypeCheck: true,
          additionalProperties: false,
          topRef: false,
        }).createSchema(type) as AnySchema,
      ),
    ]),
  );
}

function syntaxErrors(expr: string): readonly string[] {
  const plain = expr
    .replaceAll('$__rate_interval_ms', '60000')
    .replaceAll(/\$__(rate_interval|interval|range)/g, '5m')
    .replaceAll(/\$\{?\w+(:\w+)?\}?/g, 'x');
  const found: string[] = [];
  parser.parse(plain).iterate({
    enter(node) {
      if (node.type.isError) found.push(`at ${node.from}: ${plain}`);
    },
  });
  return found;
}

/** Validates the dashboards. Throws with every fault; resolves with what was proved. */
export function checkSchema(names: readonly string[]): string {
  const validators = makeValidators();
  const faults: string[] = [];
  const check = (type: string, value: unknown, where: string) => {
    const validate = validators.get(type as TypeName);
    if (validate === undefined) faults.push(`${where}: no schema ${type}`);
    else if (!validate(value)) {
      for (const { instancePath, message, params } of validate.errors ?? []) {
        faults.push(`${where}${instancePath}: ${message} ${JSON.stringify(params)}`);
      }
    }
  };
  let queries = 0;
  for (const name of names) {
    // What only the import page and grafana.com read is no part of the dashboard's type.
    const { __requires, ...dashboard } = JSON.parse(readFileSync(join(DASHBOARDS, name), 'utf8'));
    check('Dashboard', { value: dashboard }, name);
    check('DashboardV2', { value: JSON.parse(readFileSync(join(DASHBOARDS, 'v2', name), 'utf8')).spec }, `v2/${name}`);
    const panels = (dashboard.panels as PanelJson[]).flatMap((panel) =>
      panel.type === 'row' ? (panel.panels ?? []) : [panel],
    );
    for (const panel of panels) {
      const custom = panel.fieldConfig?.defaults?.custom;
      const where = `${name}: ${panel.title}`;
      check(
        `Panel_${panel.type}`,
        { options: panel.options ?? {}, ...(custom === undefined ? {} : { custom }) },
        where,
      );
      for (const target of panel.targets ?? []) {
        queries += 1;
        // Grafana publishes no types of queries for Tempo and Loki.
        if (target.datasource.type === 'prometheus') {
          check('Target_prometheus', { value: target }, `${where} ${target.refId}`);
          faults.push(...syntaxErrors(target.expr ?? '').map((fault) => `${where} ${target.refId} ${fault}`));
        }
      }
    }
  }
  if (faults.length > 0) throw new Error(`schema:\n${[...new Set(faults)].map((fault) => `  ${fault}`).join('\n')}`);
  return `${names.length} dashboards with ${queries} queries are valid by the types of Grafana 13, in the classic and in the v2 schema`;
}
