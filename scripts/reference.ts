// SPDX-License-Identifier: Apache-2.0
import { AGENT_OPTIONS } from '../src/agent/agentConfig.ts';
import { CONFIG_OPTIONS, type ConfigOption } from '../src/configOptions.ts';
import { ATTRIBUTES } from '../src/record/attributeRegistry.ts';
import { METRICS, type MetricDefinition } from '../src/record/metricDefinitions.ts';
import { CAUSES, type CauseInfo } from '../src/understand/causes.ts';

const PHASES: Readonly<Record<CauseInfo['phase'], string>> = {
  protocol: 'Normal protocol: never a failure',
  unauthenticated: '401: the vault does not know who calls',
  forbidden: '403: known, and not allowed',
  throttled: '429: too many',
  token_request: 'Before the vault: the token could not be had',
  other: 'Other errors of a vault',
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');
const code = (text: string): string => `\`${text}\``;

function causes(): string {
  const all = Object.entries<CauseInfo>(CAUSES);
  return Object.entries(PHASES)
    .map(([phase, title]) => {
      const rows = all
        .filter(([, info]) => info.phase === phase)
        .map(([name, info]) => [
          `[${code(name)}](${info.reference})`,
          info.recognisedBy,
          info.responsible,
          info.retry,
          info.remedy,
        ]);
      return `### ${title}\n\n${table(['cause', 'recognised by', 'who acts', 'retry', 'remedy'], rows)}`;
    })
    .join('\n\n');
}

function metrics(): string {
  return table(
    ['metric', 'instrument, unit', 'what it is', 'attributes'],
    METRICS.map((metric: MetricDefinition) => [
      code(metric.name),
      `${metric.instrument}, \`${metric.unit}\``,
      metric.description,
      metric.attributes.map(code).join(', '),
    ]),
  );
}

const defaultOf = (option: ConfigOption<unknown>): string =>
  Array.isArray(option.default) && option.default.length === 0 ? 'none' : code(String(option.default));

function options(): string {
  const library = Object.entries<ConfigOption<unknown>>(CONFIG_OPTIONS).map(([name, option]) => [
    code(name),
    code(option.variable),
    defaultOf(option),
    option.meaning,
    code(option.example),
  ]);
  const preload = Object.values<ConfigOption<unknown>>(AGENT_OPTIONS).map((option) => [
    'preload only',
    code(option.variable),
    defaultOf(option),
    option.meaning,
    code(option.example),
  ]);
  return table(['option', 'variable', 'default', 'meaning', 'example'], [...library, ...preload]);
}

/** The page of reference tables, made from the tables that the code uses. */
export function reference(): string {
  return `<!-- Made by \`npm run build:docs\` from the tables in src/. Do not edit. -->
# Reference

Stability: development. A name is changed only with a line in the changelog, and an old name is kept for one minor version.

## Causes

Value of \`azure.keyvault.failure.cause\`. *Who acts*: \`app\` is the program or its configuration, \`owner\` whoever runs the
vault or the directory, \`service\` Microsoft. *Retry*: whether the same request can succeed: \`no\`, \`later\` (after a wait),
\`now\` (with a new token).

${causes()}

## Span attributes

${table(
  ['attribute', 'type', 'what it is', 'when'],
  ATTRIBUTES.map((attribute) => [code(attribute.name), attribute.type, attribute.brief, attribute.when]),
)}

## Metrics

${metrics()}

## Options

An option given in the program wins over the variable.

${options()}
`;
}
