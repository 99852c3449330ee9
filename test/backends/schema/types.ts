// SPDX-License-Identifier: Apache-2.0
// What a dashboard's JSON is made of, by Grafana's own types; a JSON Schema is generated from here.
import type { Prometheus } from '../node_modules/@grafana/prometheus/dist/types/dataquery';
import type * as bargauge from '../node_modules/@grafana/schema/dist/types/raw/composable/bargauge/panelcfg/x/types.gen';
import type * as heatmap from '../node_modules/@grafana/schema/dist/types/raw/composable/heatmap/panelcfg/x/types.gen';
import type * as logs from '../node_modules/@grafana/schema/dist/types/raw/composable/logs/panelcfg/x/types.gen';
import type * as stat from '../node_modules/@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/types.gen';
import type * as table from '../node_modules/@grafana/schema/dist/types/raw/composable/table/panelcfg/x/types.gen';
import type * as timeseries from '../node_modules/@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/types.gen';
import type * as raw from '../node_modules/@grafana/schema/dist/types/raw/dashboard/x/types.gen';

import type { Spec } from '../node_modules/@grafana/schema/dist/types/schema/dashboard/v2/types.spec.gen';

export interface DashboardV2 {
  value: Spec;
}
export interface Dashboard {
  value: raw.Dashboard;
}
export interface Panel_timeseries {
  options: Partial<timeseries.Options>;
  custom: Partial<timeseries.FieldConfig>;
}
export interface Panel_stat {
  options: Partial<stat.Options>;
}
export interface Panel_bargauge {
  options: Partial<bargauge.Options>;
}
export interface Panel_table {
  options: Partial<table.Options>;
  custom: Partial<table.FieldConfig>;
}
export interface Panel_heatmap {
  options: Partial<heatmap.Options>;
  custom: Partial<heatmap.FieldConfig>;
}
export interface Panel_logs {
  options: Partial<logs.Options>;
}
export interface Target_prometheus {
  value: Prometheus;
}
