// SPDX-License-Identifier: Apache-2.0
import type { DashboardLink, Panel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';

/** A panel with its width (of 24 columns) and height; its place follows from the order. */
export interface PlacedPanel {
  readonly panel: Panel;
  readonly width: number;
  readonly height: number;
}

export interface DashboardRow {
  readonly title: string;
  readonly collapsed?: boolean;
  /** Variable of the data source that this row needs; the v2 form hides the row when there is none. */
  readonly needs?: string;
  readonly panels: readonly PlacedPanel[];
}

/** One dashboard, before it is written in one of Grafana's two schemas. */
export interface DashboardModel {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly VariableModel[];
  readonly links: readonly DashboardLink[];
  readonly rows: readonly DashboardRow[];
}

/** Id, geometry and panel, in reading order: the numbers are the same in both schemas. */
export interface LaidOutPanel {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly panel: Panel;
}

/** Puts panels from left to right, and starts a line when the next one does not fit. */
export function layOut(panels: readonly PlacedPanel[], firstId: number, top: number): readonly LaidOutPanel[] {
  let x = 0;
  let y = top;
  let lineHeight = 0;
  return panels.map(({ panel, width, height }, index) => {
    if (x + width > 24) {
      x = 0;
      y += lineHeight;
      lineHeight = 0;
    }
    const placed = { id: firstId + index, x, y, width, height, panel };
    x += width;
    lineHeight = Math.max(lineHeight, height);
    return placed;
  });
}
