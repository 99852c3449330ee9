// SPDX-License-Identifier: Apache-2.0
import { CAUSES, type CauseInfo } from '../../src/understand/causes.ts';
import { COLOR } from './colors.ts';
import { TO_RUNBOOK } from './links.ts';
import type { Column } from './panels.ts';
import { LABEL } from './series.ts';

const REMEDY = 'remedy';
const RESPONSIBLE = 'responsible';

const rows = Object.entries<CauseInfo>(CAUSES);

/** Copies the cause into two more labels, which the columns below show as text. */
export function withRemedy(expression: string): string {
  const copy = (inner: string, label: string) => `label_replace(${inner}, "${label}", "$1", "${LABEL.cause}", "(.*)")`;
  return copy(copy(expression, REMEDY), RESPONSIBLE);
}

const RESPONSIBLE_TEXT: Readonly<Record<CauseInfo['responsible'], { readonly text: string; readonly color: string }>> =
  {
    app: { text: 'app team', color: COLOR.neutral },
    owner: { text: 'owner', color: COLOR.warn },
    service: { text: 'Microsoft', color: COLOR.throttled },
    nobody: { text: 'nobody', color: COLOR.quiet },
  };

/** Cause with a link to its section of the runbook, remedy and who acts, all from the table of causes. */
export const CAUSE_COLUMNS: readonly Column[] = [
  { field: LABEL.cause, title: 'Cause', width: 215, properties: [{ id: 'links', value: [TO_RUNBOOK] }] },
  {
    field: REMEDY,
    title: 'What to do',
    properties: [
      // Grafana 12 reads the first, later versions the second.
      { id: 'custom.cellOptions', value: { type: 'auto', wrapText: true } },
      { id: 'custom.wrapText', value: true },
      { id: 'links', value: [TO_RUNBOOK] },
      {
        id: 'mappings',
        value: [
          {
            type: 'value',
            options: Object.fromEntries(rows.map(([name, { remedy }], index) => [name, { text: remedy, index }])),
          },
        ],
      },
    ],
  },
  {
    field: RESPONSIBLE,
    title: 'Who acts',
    width: 110,
    properties: [
      {
        id: 'mappings',
        value: [
          {
            type: 'value',
            options: Object.fromEntries(
              rows.map(([name, { responsible }], index) => [name, { ...RESPONSIBLE_TEXT[responsible], index }]),
            ),
          },
        ],
      },
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
    ],
  },
];
