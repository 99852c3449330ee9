// SPDX-License-Identifier: Apache-2.0
import {
  type Dashboard,
  DashboardCursorSync,
  type Panel,
  type RowPanel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { type DashboardModel, layOut } from './DashboardModel.ts';
import { DASHBOARD_TAG } from './links.ts';

/** Schema 39 is Grafana 11's: later ones migrate it, earlier ones still read it. */
const SCHEMA_VERSION = 39;

/** What the import page and grafana.com read beside the dashboard itself. */
interface Requires {
  readonly __requires: readonly {
    readonly type: 'grafana' | 'panel' | 'datasource';
    readonly id: string;
    readonly name: string;
    readonly version: string;
  }[];
}

/** Takes away what the builders still write and Grafana's own types no longer know. */
function current(panel: Panel): Panel {
  if (panel.type !== 'table') return panel;
  const { footer: _, ...options } = panel.options ?? {};
  return { ...panel, options };
}

/** The classic schema: what Grafana imports, provisions and stores in files, in every version. */
export function toClassic(model: DashboardModel): Dashboard & Requires {
  const panels: (Panel | RowPanel)[] = [];
  let id = 1;
  let y = 0;
  for (const row of model.rows) {
    const rowId = id;
    id += 1;
    const placed = layOut(row.panels, id, y + 1);
    id += placed.length;
    const inside = placed.map(
      ({ panel, id: panelId, x, y: top, width, height }): Panel => ({
        ...current(panel),
        id: panelId,
        gridPos: { x, y: top, w: width, h: height },
      }),
    );
    const collapsed = row.collapsed === true;
    panels.push({
      type: 'row',
      id: rowId,
      title: row.title,
      collapsed,
      gridPos: { x: 0, y, w: 24, h: 1 },
      panels: collapsed ? inside : [],
    });
    if (!collapsed) panels.push(...inside);
    y = collapsed ? y + 1 : Math.max(...placed.map((panel) => panel.y + panel.height));
  }
  const used = new Set(model.rows.flatMap((row) => row.panels.map(({ panel }) => panel.type)));
  return {
    __requires: [
      { type: 'grafana', id: 'grafana', name: 'Grafana', version: '11.0.0' },
      { type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' },
      ...[...used].sort().map((type) => ({ type: 'panel' as const, id: type, name: type, version: '' })),
    ],
    uid: model.uid,
    title: model.title,
    description: model.description,
    tags: [DASHBOARD_TAG, 'azure', 'key-vault'],
    timezone: 'browser',
    editable: false,
    graphTooltip: DashboardCursorSync.Crosshair,
    time: { from: 'now-1h', to: 'now' },
    refresh: '1m',
    schemaVersion: SCHEMA_VERSION,
    panels,
    templating: { list: [...model.variables] },
    annotations: { list: [] },
    links: [...model.links],
  };
}
