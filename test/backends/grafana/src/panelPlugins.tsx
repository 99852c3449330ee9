// SPDX-License-Identifier: Apache-2.0
// Grafana's core panel plugins are not published: these are thin wrappers round the visual components that are.
import {
  cacheFieldDisplayNames,
  getFieldDisplayValues,
  identityOverrideProcessor,
  PanelPlugin,
  type PanelProps,
} from '@grafana/data';
import * as runtime from '@grafana/runtime';
import { BarGauge, BigValue, TimeSeries, VizRepeater } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import { theme } from './grafanaServices.ts';
import { Heatmap } from './Heatmap.tsx';
import { observed } from './observed.ts';

// biome-ignore lint/suspicious/noExplicitAny: options of a panel are what its JSON says
type Props = PanelProps<any>;
// biome-ignore lint/suspicious/noExplicitAny: a plugin of any options
type Plugin = PanelPlugin<any, any>;

function custom(defaults: Readonly<Record<string, unknown>>) {
  return {
    useCustomConfig: (builder: { addCustomEditor(editor: unknown): unknown }) => {
      for (const [path, defaultValue] of Object.entries(defaults)) {
        builder.addCustomEditor({
          id: path,
          path,
          name: path,
          defaultValue,
          editor: () => null,
          override: () => null,
          process: identityOverrideProcessor,
          shouldApply: () => true,
        });
      }
    },
  } as never;
}

function displayValues(props: Props) {
  return getFieldDisplayValues({
    fieldConfig: props.fieldConfig,
    reduceOptions: props.options.reduceOptions,
    replaceVariables: props.replaceVariables,
    theme,
    data: props.data.series,
    timeZone: props.timeZone,
    sparkline: true,
  });
}

function empty(props: Props, fallback: string) {
  if (props.data.state === 'Done') observed.empty.add(props.title);
  return <div style={{ padding: 24, textAlign: 'center' }}>{fallback}</div>;
}

function filled(props: Props): boolean {
  const has = props.data.series.some((frame) => frame.length > 0);
  if (has) observed.empty.delete(props.title);
  return has;
}

const noValueOf = (props: Props) => props.fieldConfig.defaults.noValue ?? 'No data';

const plugins: Readonly<Record<string, Plugin>> = {
  timeseries: new PanelPlugin((props: Props) =>
    filled(props) ? (
      <TimeSeries
        frames={props.data.series}
        timeRange={props.timeRange}
        timeZone={props.timeZone}
        width={props.width}
        height={props.height}
        legend={props.options.legend}
        options={props.options}
      />
    ) : (
      empty(props, 'No data')
    ),
  ).useFieldConfig(
    custom({
      drawStyle: 'line',
      lineInterpolation: 'linear',
      lineWidth: 1,
      fillOpacity: 0,
      showPoints: 'auto',
      pointSize: 5,
      axisPlacement: 'auto',
      axisSoftMax: undefined,
      axisSoftMin: undefined,
      hideFrom: { legend: false, tooltip: false, viz: false },
      spanNulls: false,
      scaleDistribution: { type: 'linear' },
      stacking: { mode: 'none', group: 'A' },
      thresholdsStyle: { mode: 'off' },
      axisLabel: '',
      gradientMode: 'none',
      barAlignment: 0,
      barWidthFactor: 0.6,
    }),
  ),
  stat: new PanelPlugin((props: Props) =>
    filled(props) ? (
      <VizRepeater
        getValues={() => displayValues(props)}
        renderValue={({ value, width, height, count }) => (
          <BigValue
            value={value.display}
            count={count}
            width={width}
            height={height}
            theme={theme}
            colorMode={props.options.colorMode}
            graphMode={props.options.graphMode}
            textMode={props.options.textMode}
            {...(value.sparkline && props.options.graphMode !== 'none' ? { sparkline: value.sparkline } : {})}
            justifyMode={props.options.justifyMode}
          />
        )}
        source={props.data}
        width={props.width}
        height={props.height}
        renderCounter={props.renderCounter}
        orientation={props.options.orientation}
        itemSpacing={3}
      />
    ) : (
      empty(props, noValueOf(props))
    ),
  ).useFieldConfig({}),
  bargauge: new PanelPlugin((props: Props) =>
    filled(props) ? (
      <VizRepeater
        getValues={() => displayValues(props)}
        renderValue={({ value, width, height }) => (
          <BarGauge
            value={value.display}
            field={value.field}
            width={width}
            height={height}
            theme={theme}
            orientation={props.options.orientation}
            displayMode={props.options.displayMode}
            text={props.options.text}
            {...(value.view && value.colIndex !== undefined
              ? { display: value.view.getFieldDisplayProcessor(value.colIndex) }
              : {})}
          />
        )}
        source={props.data}
        width={props.width}
        height={props.height}
        renderCounter={props.renderCounter}
        orientation={props.options.orientation}
        itemSpacing={6}
        minVizHeight={16}
        minVizWidth={8}
      />
    ) : (
      empty(props, noValueOf(props))
    ),
  ).useFieldConfig({}),
  table: new PanelPlugin((props: Props) => {
    // Grafana's table panel does the same before it draws: a renamed column keeps its name only in the cache.
    cacheFieldDisplayNames(props.data.series);
    const frame = props.data.series[0];
    return filled(props) && frame ? (
      <TableNG
        data={frame}
        structureRev={props.data.structureRev ?? 1}
        fieldConfig={props.fieldConfig}
        width={props.width}
        height={props.height}
        sortBy={props.options.sortBy}
        cellHeight={props.options.cellHeight}
      />
    ) : (
      empty(props, noValueOf(props))
    );
  }).useFieldConfig(
    custom({
      width: undefined,
      minWidth: 90,
      align: 'auto',
      cellOptions: { type: 'auto' },
      filterable: false,
      wrapText: false,
      inspect: false,
    }),
  ),
  heatmap: new PanelPlugin((props: Props) =>
    filled(props) ? (
      <Heatmap
        frames={props.data.series}
        unit={props.options.yAxis?.unit ?? 'short'}
        width={props.width}
        height={props.height}
      />
    ) : (
      empty(props, 'No data')
    ),
  ).useFieldConfig({}),
};

/** Lets Grafana's panel find the plugins. */
export function registerPanelPlugins(): void {
  for (const [id, plugin] of Object.entries(plugins)) {
    plugin.meta = {
      id,
      name: id,
      type: 'panel',
      info: { version: '', logos: { small: '', large: '' } },
      module: '',
      baseUrl: '',
      sort: 1,
      skipDataQuery: false,
    } as never;
  }
  (runtime as unknown as { setPluginImportUtils(utils: unknown): void }).setPluginImportUtils({
    importPanelPlugin: async (id: string) => {
      const plugin = plugins[id];
      if (plugin === undefined) {
        observed.errors.push(`no panel plugin ${id}`);
        throw new Error(`no panel plugin ${id}`);
      }
      return plugin;
    },
    getPanelPluginFromCache: (id: string) => plugins[id],
  });
}
