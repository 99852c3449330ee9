// SPDX-License-Identifier: Apache-2.0
// npm run load: the agent's share of each limit beside the fake's own books, as a table for the pages.
import { LOAD_KINDS, loadRun } from './loadRun.ts';
import { writeSection } from './writeSection.ts';

const percent = (share: number | undefined): string => (share === undefined ? '-' : `${(100 * share).toFixed(1)} %`);
const rows = [
  '| limit | client | sent | admitted by the fake | refused (429) | share that arrived in 10 s | share that the agent reports |',
  '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
];
for (const kind of LOAD_KINDS) {
  for (const { sent, admitted, refused, arrived, reported } of await loadRun(kind)) {
    const cells = [
      `${kind.name}: ${kind.limit}`,
      kind.client,
      sent,
      admitted,
      refused,
      percent(arrived),
      percent(reported),
    ];
    rows.push(`| ${cells.join(' | ')} |`);
  }
}
console.log(rows.join('\n'));
for (const page of ['docs/safety.md', 'README.md']) writeSection(page, 'load', rows.join('\n'));
