// SPDX-License-Identifier: Apache-2.0
import type { Panel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import * as v2 from '@grafana/grafana-foundation-sdk/dashboardv2';
import type { Manifest } from '@grafana/grafana-foundation-sdk/resource';
import { type DashboardModel, type LaidOutPanel, layOut } from './DashboardModel.ts';
import { DASHBOARD_TAG } from './links.ts';

const API_VERSION = 'dashboard.grafana.app/v2';
const PLUGIN_VERSION = '';

interface Target {
  readonly refId?: string;
  readonly datasource?: { readonly type?: string; readonly uid?: string };
}

/** A query carries its data source beside its content, and Grafana names it by uid or variable. */
function toQuery(target: Target): v2.PanelQueryKind {
  const { refId, datasource, ...spec } = target;
  return {
    kind: 'PanelQuery',
    spec: {
      refId: refId ?? 'A',
      hidden: false,
      query: {
        kind: 'DataQuery',
        group: datasource?.type ?? 'prometheus',
        version: 'v0',
        ...(datasource?.uid === undefined ? {} : { datasource: { name: datasource.uid } }),
        spec,
      },
    },
  };
}

function toElement(id: number, panel: Panel): v2.PanelKind {
  return {
    kind: 'Panel',
    spec: {
      id,
      title: panel.title ?? '',
      description: panel.description ?? '',
      links: [],
      data: {
        kind: 'QueryGroup',
        spec: {
          queries: (panel.targets ?? []).map((target) => toQuery(target as Target)),
          transformations: (panel.transformations ?? []).map(({ id: group, options }) => ({
            kind: 'Transformation',
            group,
            spec: { options },
          })),
          queryOptions: {},
        },
      },
      vizConfig: {
        kind: 'VizConfig',
        group: panel.type,
        version: PLUGIN_VERSION,
        // Same content in both schemas; only the declared types differ by their enums.
        spec: {
          options: panel.options ?? {},
          fieldConfig: (panel.fieldConfig ?? { defaults: {}, overrides: [] }) as unknown as v2.FieldConfigSource,
        },
      },
    },
  };
}

function toVariable(variable: VariableModel): v2.VariableKind {
  const common = {
    name: variable.name,
    ...(variable.label === undefined ? {} : { label: variable.label }),
    ...(variable.description === undefined ? {} : { description: variable.description }),
    hide: v2.VariableHide.DontHide,
    skipUrlSync: false,
    current: (variable.current as v2.VariableOption | undefined) ?? { text: '', value: '' },
    options: [],
    multi: variable.multi === true,
    includeAll: variable.includeAll === true,
    ...(variable.allValue === undefined ? {} : { allValue: variable.allValue }),
    allowCustomValue: true,
    regex: '',
  };
  if (typeof variable.query === 'string') {
    return {
      kind: 'DatasourceVariable',
      spec: { ...common, pluginId: variable.query, refresh: v2.VariableRefresh.OnDashboardLoad },
    };
  }
  return {
    kind: 'QueryVariable',
    spec: {
      ...common,
      refresh: v2.VariableRefresh.OnTimeRangeChanged,
      sort: v2.VariableSort.AlphabeticalAsc,
      query: {
        kind: 'DataQuery',
        group: 'prometheus',
        version: 'v0',
        datasource: { name: `\${datasource}` },
        spec: variable.query ?? {},
      },
    },
  };
}

function toItem({ id, x, y, width, height }: LaidOutPanel): v2.GridLayoutItemKind {
  return {
    kind: 'GridLayoutItem',
    spec: { x, y, width, height, element: { kind: 'ElementReference', name: `panel-${id}` } },
  };
}

/** Shown only when the variable has a value, that is when such a data source exists. */
function whenPresent(variable: string): v2.ConditionalRenderingGroupKind {
  return {
    kind: 'ConditionalRenderingGroup',
    spec: {
      visibility: 'hide',
      condition: 'and',
      items: [{ kind: 'ConditionalRenderingVariable', spec: { variable, operator: 'equals', value: '' } }],
    },
  };
}

/** The schema that Grafana 13 stores, as a resource that `grafanactl` and the API take. */
export function toV2(model: DashboardModel): Manifest {
  const elements: Record<string, v2.Element> = {};
  const rows: v2.RowsLayoutRowKind[] = [];
  let id = 1;
  for (const row of model.rows) {
    // A row has an id of its own in the classic schema, so that panels keep theirs in both.
    const placed = layOut(row.panels, id + 1, 0);
    id += 1 + placed.length;
    for (const item of placed) elements[`panel-${item.id}`] = toElement(item.id, item.panel);
    rows.push({
      kind: 'RowsLayoutRow',
      spec: {
        title: row.title,
        collapse: row.collapsed === true,
        ...(row.needs === undefined ? {} : { conditionalRendering: whenPresent(row.needs) }),
        layout: { kind: 'GridLayout', spec: { items: placed.map(toItem) } },
      },
    });
  }
  const spec: v2.Dashboard = {
    title: model.title,
    description: model.description,
    tags: [DASHBOARD_TAG, 'azure', 'key-vault'],
    editable: false,
    preload: false,
    cursorSync: v2.DashboardCursorSync.Crosshair,
    annotations: [],
    links: model.links.map(({ placement: _, type, ...link }) => ({
      ...link,
      type: type as unknown as v2.DashboardLinkType,
    })),
    timeSettings: {
      timezone: 'browser',
      from: 'now-1h',
      to: 'now',
      autoRefresh: '1m',
      autoRefreshIntervals: ['30s', '1m', '5m', '15m'],
      hideTimepicker: false,
      fiscalYearStartMonth: 0,
    },
    variables: model.variables.map(toVariable),
    elements,
    layout: { kind: 'RowsLayout', spec: { rows } },
  };
  return { apiVersion: API_VERSION, kind: 'Dashboard', metadata: { name: model.uid }, spec };
}
