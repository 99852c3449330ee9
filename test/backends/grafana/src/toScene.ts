// SPDX-License-Identifier: Apache-2.0
// Grafana's own loader of dashboard JSON is part of its application: this one reads what our dashboards use.
import {
  DataSourceVariable,
  EmbeddedScene,
  QueryVariable,
  SceneControlsSpacer,
  SceneDataTransformer,
  SceneGridItem,
  SceneGridLayout,
  SceneGridRow,
  SceneQueryRunner,
  SceneTimePicker,
  SceneTimeRange,
  type SceneVariable,
  SceneVariableSet,
  VariableValueSelectors,
  VizPanel,
} from '@grafana/scenes';

interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly collapsed?: boolean;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: unknown;
  readonly targets?: readonly unknown[];
  readonly transformations?: readonly unknown[];
  readonly options?: unknown;
  readonly fieldConfig?: unknown;
}

interface VariableJson {
  readonly type: string;
  readonly name: string;
  readonly label?: string;
  readonly query: unknown;
  readonly datasource?: unknown;
  readonly refresh?: number;
  readonly includeAll?: boolean;
  readonly multi?: boolean;
  readonly allValue?: string;
}

export interface DashboardJson {
  readonly title: string;
  readonly panels: readonly PanelJson[];
  readonly templating: { readonly list: readonly VariableJson[] };
}

function toPanel(panel: PanelJson): SceneGridItem {
  const runner = new SceneQueryRunner({
    datasource: panel.datasource as never,
    queries: [...(panel.targets ?? [])] as never,
  });
  const transformations = panel.transformations ?? [];
  return new SceneGridItem({
    x: panel.gridPos.x,
    y: panel.gridPos.y,
    width: panel.gridPos.w,
    height: panel.gridPos.h,
    body: new VizPanel({
      key: `panel-${panel.id}`,
      title: panel.title,
      ...(panel.description === undefined ? {} : { description: panel.description }),
      pluginId: panel.type,
      options: (panel.options ?? {}) as never,
      fieldConfig: panel.fieldConfig as never,
      $data:
        transformations.length > 0
          ? new SceneDataTransformer({ $data: runner, transformations: [...transformations] as never })
          : runner,
    }),
  });
}

function toVariable(variable: VariableJson, chosen: URLSearchParams): SceneVariable {
  const label = variable.label ?? variable.name;
  if (variable.type === 'datasource') {
    return new DataSourceVariable({ name: variable.name, label, pluginId: String(variable.query) });
  }
  const value = chosen.get(`var-${variable.name}`) ?? (variable.includeAll === true ? '$__all' : '');
  const isMulti = variable.multi === true;
  return new QueryVariable({
    name: variable.name,
    label,
    datasource: variable.datasource as never,
    query: variable.query as never,
    refresh: variable.refresh as never,
    includeAll: variable.includeAll === true,
    isMulti,
    ...(variable.allValue === undefined ? {} : { allValue: variable.allValue }),
    value: isMulti ? [value] : value,
    text: isMulti ? [value === '$__all' ? 'All' : value] : value,
  });
}

/** The dashboard as a scene; collapsed rows stay closed, so their panels run no query. */
export function toScene(dashboard: DashboardJson, chosen: URLSearchParams): EmbeddedScene {
  const items: (SceneGridItem | SceneGridRow)[] = [];
  let row: SceneGridRow | undefined;
  for (const panel of dashboard.panels) {
    if (panel.type === 'row') {
      row = new SceneGridRow({
        title: panel.title,
        y: panel.gridPos.y,
        isCollapsed: panel.collapsed === true,
        children: [],
      });
      items.push(row);
    } else if (row === undefined) {
      items.push(toPanel(panel));
    } else {
      row.setState({ children: [...row.state.children, toPanel(panel)] });
    }
  }
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({
      from: chosen.get('from') ?? 'now-1h',
      to: chosen.get('to') ?? 'now',
      timeZone: 'utc',
    }),
    $variables: new SceneVariableSet({
      variables: dashboard.templating.list.map((variable) => toVariable(variable, chosen)),
    }),
    controls: [new VariableValueSelectors({}), new SceneControlsSpacer(), new SceneTimePicker({})],
    body: new SceneGridLayout({ children: items }),
  });
}
