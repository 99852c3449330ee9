// SPDX-License-Identifier: Apache-2.0

import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingMode,
  TableCellHeight,
  TooltipDisplayMode,
  VisibilityMode,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DataTransformerConfig,
  type DynamicConfigValue,
  FieldColorModeId,
  type Panel,
  type Threshold,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat, QueryEditorMode } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { COLOR } from './colors.ts';
import type { PlacedPanel } from './DashboardModel.ts';
import { PROMETHEUS } from './variables.ts';

export interface Query {
  readonly expr: string;
  /** `{{label}}` stands for the label's value. */
  readonly legend?: string;
}

interface Common {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly queries: readonly Query[];
  readonly width: number;
  readonly height?: number;
}

type Built<T> = { build(): T };
const built = <T>(value: T): Built<T> => ({ build: () => value });

function targets(queries: readonly Query[], kind: 'range' | 'instant' | 'table' | 'heatmap'): DataqueryBuilder[] {
  return queries.map(({ expr, legend }, index) => {
    const query = new DataqueryBuilder()
      .refId(String.fromCharCode(65 + index))
      .datasource(PROMETHEUS)
      .editorMode(QueryEditorMode.Code)
      .expr(expr)
      .legendFormat(legend ?? '__auto');
    if (kind === 'heatmap') return query.range().format(PromQueryFormat.Heatmap);
    if (kind === 'table') return query.instant().format(PromQueryFormat.Table);
    return (kind === 'instant' ? query.instant() : query.range()).format(PromQueryFormat.TimeSeries);
  });
}

/** Thresholds from the base colour upwards. */
export function steps(base: string, ...above: readonly (readonly [number, string])[]): Threshold[] {
  return [{ value: null, color: base }, ...above.map(([value, color]) => ({ value, color }))];
}

const thresholds = (list: Threshold[]) => built({ mode: ThresholdsMode.Absolute, steps: list });

/** One number that says good or bad. */
export function statPanel(
  options: Common & {
    readonly thresholds: Threshold[];
    readonly decimals?: number;
    readonly noValue?: string;
    /** Evaluated once over the shown time; otherwise the newest value of it counts. */
    readonly instant?: boolean;
    readonly named?: boolean;
    readonly max?: number;
  },
): PlacedPanel {
  const builder = new stat.PanelBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(PROMETHEUS)
    .unit(options.unit)
    .noValue(options.noValue ?? 'No calls')
    .thresholds(thresholds(options.thresholds))
    .colorScheme(built({ mode: FieldColorModeId.Thresholds }))
    .colorMode(BigValueColorMode.BackgroundSolid)
    .graphMode(BigValueGraphMode.None)
    .textMode(options.named === true ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
    .orientation(VizOrientation.Auto)
    .reduceOptions(built({ calcs: ['lastNotNull'], fields: '', values: false }))
    .targets(targets(options.queries, options.instant === true ? 'instant' : 'range'));
  if (options.decimals !== undefined) builder.decimals(options.decimals);
  if (options.max !== undefined) builder.max(options.max);
  return place(builder.build(), options.width, options.height ?? 4);
}

/** Lines, or stacked bars when the parts make a whole. */
export function timeseriesPanel(
  options: Common & {
    readonly stacked?: boolean;
    /** Colours by series name. */
    readonly colors?: Readonly<Record<string, string>>;
    readonly max?: number;
    readonly min?: number;
    readonly limits?: Threshold[];
    readonly table?: boolean;
  },
): PlacedPanel {
  const builder = new timeseries.PanelBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(PROMETHEUS)
    .unit(options.unit)
    .min(options.min ?? 0)
    .colorScheme(built({ mode: FieldColorModeId.PaletteClassic }))
    .drawStyle(options.stacked === true ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .lineWidth(options.stacked === true ? 0 : 2)
    .fillOpacity(options.stacked === true ? 85 : 0)
    .showPoints(options.stacked === true ? VisibilityMode.Never : VisibilityMode.Auto)
    .spanNulls(false)
    .stacking(built({ mode: options.stacked === true ? StackingMode.Normal : StackingMode.None, group: 'A' }))
    .legend(
      built({
        displayMode: options.table === true ? LegendDisplayMode.Table : LegendDisplayMode.List,
        placement: options.table === true ? LegendPlacement.Right : LegendPlacement.Bottom,
        showLegend: true,
        calcs: options.table === true ? ['lastNotNull', 'max'] : [],
        ...(options.table === true ? { sortBy: 'Max', sortDesc: true } : {}),
      }),
    )
    .tooltip(built({ mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending }))
    .targets(targets(options.queries, 'range'));
  if (options.max !== undefined) builder.max(options.max);
  // Without it the axis of a line at zero goes up to 100.
  if (options.unit === 'reqps') builder.axisSoftMax(0.1);
  if (options.limits !== undefined) {
    builder.thresholds(thresholds(options.limits)).thresholdsStyle(built({ mode: GraphThresholdsStyleMode.Dashed }));
  }
  for (const [name, color] of Object.entries(options.colors ?? {})) {
    builder.overrideByName(name, [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }]);
  }
  return place(builder.build(), options.width, options.height ?? 8);
}

/** How values spread over time; the query sums by `le`. */
export function heatmapPanel(options: Omit<Common, 'queries'> & { readonly expr: string }): PlacedPanel {
  const builder = new heatmap.PanelBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(PROMETHEUS)
    .unit('short')
    .calculate(false)
    .color(
      built({
        mode: heatmap.HeatmapColorMode.Scheme,
        scheme: 'Turbo',
        fill: COLOR.warn,
        exponent: 0.5,
        steps: 64,
        reverse: false,
      }),
    )
    .yAxis(built({ unit: options.unit, decimals: 1 }))
    .cellGap(1)
    .showLegend()
    .filterValues(built({ le: 1e-9 }))
    .tooltip(built({ mode: TooltipDisplayMode.Single, yHistogram: true, showColorScale: true }))
    .targets(targets([{ expr: options.expr, legend: '{{le}}' }], 'heatmap'));
  return place(builder.build(), options.width, options.height ?? 8);
}

/** The highest few of many. */
export function barsPanel(options: Common & { readonly thresholds: Threshold[]; readonly max?: number }): PlacedPanel {
  const builder = new bargauge.PanelBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(PROMETHEUS)
    .unit(options.unit)
    .min(0)
    .noValue('None')
    .thresholds(thresholds(options.thresholds))
    .colorScheme(built({ mode: FieldColorModeId.Thresholds }))
    .orientation(VizOrientation.Horizontal)
    .text(built({ titleSize: 13, valueSize: 16 }))
    .reduceOptions(built({ calcs: ['lastNotNull'], fields: '', values: false }))
    .targets(targets(options.queries, 'instant'));
  if (options.max !== undefined) builder.max(options.max);
  return place(builder.build(), options.width, options.height ?? 8);
}

export interface Column {
  /** Name of the field: a label, or `Value` (`Value #A`, ... with several queries). */
  readonly field: string;
  readonly title: string;
  readonly width?: number;
  readonly properties?: readonly DynamicConfigValue[];
}

/** One line for each label set, in the order of the columns; several queries are joined on their labels. */
export function tablePanel(
  options: Common & { readonly columns: readonly Column[]; readonly sortBy: string; readonly noValue?: string },
): PlacedPanel {
  const shown = options.columns.map(({ field }) => field);
  const transformations: DataTransformerConfig[] = [
    ...(options.queries.length > 1 ? [{ id: 'merge', options: {} }] : []),
    {
      id: 'organize',
      options: {
        includeByName: Object.fromEntries(shown.map((field) => [field, true])),
        indexByName: Object.fromEntries(shown.map((field, index) => [field, index])),
        renameByName: Object.fromEntries(options.columns.map(({ field, title }) => [field, title])),
      },
    },
  ];
  const builder = new table.PanelBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(PROMETHEUS)
    .unit(options.unit)
    .filterable(true)
    // Two lines of text fit: Grafana measures what a label holds, not the text that it is mapped to.
    .cellHeight(TableCellHeight.Lg)
    .noValue(options.noValue ?? '-')
    .sortBy([built({ displayName: options.sortBy, desc: true })])
    .transformations(transformations)
    .targets(targets(options.queries, 'table'));
  for (const { title, width, properties } of options.columns) {
    const all = [...(width === undefined ? [] : [{ id: 'custom.width', value: width }]), ...(properties ?? [])];
    if (all.length > 0) builder.overrideByName(title, all);
  }
  return place(builder.build(), options.width, options.height ?? 9);
}

export function place(panel: Panel, width: number, height: number): PlacedPanel {
  return { panel, width, height };
}
