// SPDX-License-Identifier: Apache-2.0
import {
  type VariableModel,
  VariableRefresh,
  VariableSort,
  VariableType,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { LABEL, SERIES } from './series.ts';

/** Data source of every Prometheus panel: whatever the user picks. */
export const PROMETHEUS = { type: 'prometheus', uid: `\${datasource}` };
export const TEMPO = { type: 'tempo', uid: `\${tempo_datasource}` };
export const LOKI = { type: 'loki', uid: `\${loki_datasource}` };

function dataSource(name: string, label: string, plugin: string, description: string): VariableModel {
  return {
    type: VariableType.Datasource,
    name,
    label,
    description,
    query: plugin,
    refresh: VariableRefresh.OnDashboardLoad,
  };
}

/** Values of a label; `All` is a pattern, so that 500 services do not become a list of 500 names in each query. */
function labelValues(options: {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly of: string;
  readonly matchers: string;
  /** `.*` also keeps series without the label. */
  readonly all: '.+' | '.*';
  readonly single?: boolean;
}): VariableModel {
  const query = `label_values(${SERIES.requests}{${options.matchers}}, ${options.of})`;
  const single = options.single === true;
  return {
    type: VariableType.Query,
    name: options.name,
    label: options.label,
    description: options.description,
    datasource: PROMETHEUS,
    query: { qryType: 1, query, refId: `variable-${options.name}` },
    refresh: VariableRefresh.OnTimeRangeChanged,
    sort: VariableSort.AlphabeticalAsc,
    multi: !single,
    includeAll: !single,
    ...(single ? {} : { allValue: options.all, current: { text: ['All'], value: ['$__all'] } }),
    options: [],
    regex: '',
  };
}

const IN_ENVIRONMENT = `${LABEL.environment}=~"$environment"`;
const IN_SERVICE = `${IN_ENVIRONMENT}, ${LABEL.service}=~"$job"`;

const environment = labelValues({
  name: 'environment',
  label: 'Environment',
  description: 'deployment.environment.name; empty unless Prometheus promotes this resource attribute.',
  of: LABEL.environment,
  matchers: '',
  all: '.*',
});
const job = labelValues({
  name: 'job',
  label: 'Service',
  description: 'service.namespace/service.name.',
  of: LABEL.service,
  matchers: IN_ENVIRONMENT,
  all: '.+',
});
const instance = labelValues({
  name: 'instance',
  label: 'Instance',
  description: 'service.instance.id: one process.',
  of: LABEL.instance,
  matchers: IN_SERVICE,
  // Large fleets drop this label before the backend.
  all: '.*',
});

function vault(single: boolean): VariableModel {
  return labelValues({
    name: 'vault',
    label: 'Vault',
    description: 'Host name of the vault or Managed HSM.',
    of: LABEL.vault,
    // A drill-down lists every vault; the others only what the chosen services call.
    matchers: single ? '' : IN_SERVICE,
    all: '.+',
    single,
  });
}

const cause = labelValues({
  name: 'cause',
  label: 'Cause',
  description: 'azure.keyvault.failure.cause; narrows what the panels by cause show.',
  of: LABEL.cause,
  matchers: `${IN_SERVICE}, ${LABEL.outcome}="failure"`,
  all: '.*',
});

const datasource = dataSource('datasource', 'Data source', 'prometheus', 'Prometheus, Mimir, Thanos or Grafana Cloud.');

/** Variables of a dashboard over many vaults. */
export const FLEET_VARIABLES: readonly VariableModel[] = [datasource, environment, job, instance, vault(false), cause];

/** Variables of the dashboard of one vault. */
export const VAULT_VARIABLES: readonly VariableModel[] = [
  datasource,
  dataSource('tempo_datasource', 'Tempo data source', 'tempo', 'For the row of traces; may be empty.'),
  dataSource('loki_datasource', 'Loki data source', 'loki', 'For the row of log events; may be empty.'),
  vault(true),
  environment,
  job,
  instance,
  cause,
];
