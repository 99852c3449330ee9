// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml';
import type { AlertRule } from './alerts.ts';
import { GENERATED_NOTE, runbookUrl } from './toPrometheusRules.ts';

/** Seconds that the query of a rule may look back; the windows are in the expression itself. */
const LOOK_BACK_SECONDS = 600;

/** Provisioning replaces `$NAME` by the environment; what is meant for Grafana's templates has to be doubled. */
function escapeDollars(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** In Grafana `$value` is a text about all queries: the number of query A is what Prometheus calls `$value`. */
function toGrafanaTemplate(text: string): string {
  return escapeDollars(text.replaceAll('$value', '$values.A.Value'));
}

/** Grafana wants titles to be unique in a folder. */
function titleOf(alert: AlertRule, alerts: readonly AlertRule[]): string {
  const shared = alerts.filter(({ name }) => name === alert.name).length > 1;
  return shared ? `${alert.name} (${alert.severity})` : alert.name;
}

/** A provisioning file of Grafana-managed alert rules. The uid of the data source comes from the environment. */
export function toGrafanaRules(alerts: readonly AlertRule[]): string {
  const rules = alerts.map((alert) => ({
    uid: `keyvault-otel-${alert.id}`,
    title: titleOf(alert, alerts),
    condition: 'B',
    for: alert.for,
    // Every expression is empty when all is well.
    noDataState: 'OK',
    execErrState: 'Error',
    labels: { severity: alert.severity },
    annotations: {
      summary: toGrafanaTemplate(alert.summary),
      description: toGrafanaTemplate(alert.description),
      runbook_url: runbookUrl(alert.name),
      __dashboardUid__: alert.dashboard,
    },
    data: [
      {
        refId: 'A',
        datasourceUid: '$KEYVAULT_OTEL_DATASOURCE_UID',
        relativeTimeRange: { from: LOOK_BACK_SECONDS, to: 0 },
        model: { refId: 'A', expr: `${escapeDollars(alert.expr)}\n`, instant: true, range: false },
      },
      {
        // The expression itself decides; whatever it returns, zero and below included, is a case.
        refId: 'B',
        datasourceUid: '__expr__',
        relativeTimeRange: { from: LOOK_BACK_SECONDS, to: 0 },
        model: { refId: 'B', type: 'math', expression: 'is_number($$A)' },
      },
    ],
  }));
  const groups = [{ orgId: 1, name: 'keyvault-otel', folder: 'Azure Key Vault', interval: '1m', rules }];
  return `# ${GENERATED_NOTE}\n# Set KEYVAULT_OTEL_DATASOURCE_UID to the uid of the Prometheus data source.\n${stringify({ apiVersion: 1, groups }, { lineWidth: 0 })}`;
}
