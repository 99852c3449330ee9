// SPDX-License-Identifier: Apache-2.0
import {
  formatCaller,
  formatCount,
  formatCounted,
  formatRanges,
  formatSeconds,
  formatShare,
  formatTime,
  RESPONSIBLE_TEXTS,
  RETRY_TEXTS,
} from '../format.ts';
import type { CauseRow, Report, SeriesBucket } from '../Report.ts';
import { type ChartSeries, chart } from './chart.ts';
import { type Markup, markup } from './markup.ts';
import { COLOURS, STYLE } from './style.ts';

const OUTCOMES = {
  success: markup`<span class="good">ok</span>`,
  challenge: markup`<span class="soft">challenge</span>`,
  failure: markup`<span class="bad">failed</span>`,
} as const;
const MAX_ROWS = 200;

interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Markup | string | number | undefined;
  readonly isNumber?: boolean;
}

/** One page with everything in it: no script, no font, no request to anywhere. */
export function renderHtml(report: Report): string {
  const { startedAt, endedAt, program } = report;
  const command = program?.command.join(' ') ?? '';
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>Key Vault calls${command === '' ? '' : ` of ${command}`}</title>
<style>${{ html: STYLE }}</style>
</head>
<body><main>
<h1>Key Vault calls</h1>
<p class="soft">${command === '' ? '' : markup`<code>${command}</code>, ${endOf(report)}. `}${new Date(startedAt).toISOString().replace('T', ' ').slice(0, 19)} UTC, ${formatSeconds((endedAt - startedAt) / 1000)}.</p>
${tiles(report)}
${notes(report)}
${section('Over time', charts(report))}
${section('Advice', advice(report))}
${section('Causes', causes(report))}
${section('Calls', calls(report))}
${section('Token requests', tokenRequests(report))}
${section('Throttling', throttling(report))}
${section('Reads', reads(report))}
</main></body>
</html>
`;
  return page.html;
}

function section(title: string, content: Markup | undefined): Markup | undefined {
  return content && markup`<section><h2>${title}</h2>${content}</section>`;
}

function endOf({ program }: Report): string {
  if (program === undefined) return '';
  return program.signal === null ? `exit code ${program.exitCode ?? 0}` : `ended by ${program.signal}`;
}

function tiles({ totals }: Report): Markup {
  const list: readonly (readonly [string, string | number, string])[] = [
    ['vault calls', totals.vaultCalls, ''],
    ['ok', totals.success, 'good'],
    ['failed', totals.failure, totals.failure > 0 ? 'bad' : ''],
    ['challenges', totals.challenge, ''],
    ['token requests', totals.tokenRequests, ''],
    ['highest share of a limit', totals.utilization === undefined ? '-' : formatShare(totals.utilization), ''],
  ];
  return markup`<ul class="tiles">${list.map(([name, value, style]) => markup`<li><b class="${style}">${typeof value === 'number' ? value.toLocaleString('en-US') : value}</b>${name}</li>`)}</ul>`;
}

function notes({ totals }: Report): Markup | undefined {
  const list = [
    ...(totals.vaultCalls + totals.tokenRequests === 0
      ? ['No call to a vault, a Managed HSM or a token endpoint was seen.']
      : []),
    ...(totals.dropped > 0 ? [`${formatCount(totals.dropped, 'call')} could not be reported.`] : []),
    ...(totals.incomplete ? ['What was seen could not all be read, so the report is incomplete.'] : []),
    ...totals.unsupported.map(
      (version) => `A process ran on Node ${version} and was not observed: 22.15 or later is needed.`,
    ),
  ];
  return list.length === 0 ? undefined : markup`${list.map((text) => markup`<p class="bad">${text}</p>`)}`;
}

function charts({ series: { buckets, startedAt, bucketSeconds } }: Report): Markup | undefined {
  if (startedAt === undefined) return undefined;
  const values = (of: (bucket: SeriesBucket) => number | undefined) => buckets.map(of);
  const time = { startedAt, bucketSeconds };
  const drawn = [
    chart({
      ...time,
      title: '401, 403 and 429 by cause',
      kind: 'stack',
      series: failures(buckets),
      format: (value) => value.toLocaleString('en-US'),
    }),
    chart({
      ...time,
      title: 'Share of the tightest limit, in 10 s',
      kind: 'line',
      series: [{ name: 'this program', colour: 1, values: values(({ utilization }) => utilization) }],
      format: formatShare,
      mark: { value: 1, name: 'limit' },
    }),
    chart({
      ...time,
      title: 'Latency',
      kind: 'line',
      series: [
        { name: 'median', colour: 1, values: values(({ latencyMedian }) => latencyMedian) },
        { name: '95th percentile', colour: 2, values: values(({ latency95 }) => latency95) },
      ],
      format: formatSeconds,
    }),
    chart({
      ...time,
      title: 'Retry-After, the longest',
      kind: 'line',
      series: [{ name: 'asked for', colour: 4, values: values(({ retryAfter }) => retryAfter) }],
      format: formatSeconds,
    }),
  ].filter((one) => one !== undefined);
  return drawn.length === 0 ? undefined : markup`<div class="charts">${drawn}</div>`;
}

/** Colours go by how often a cause was met, so that the rare ones share the last. */
function failures(buckets: readonly SeriesBucket[]): readonly ChartSeries[] {
  const totals = new Map<string, number>();
  for (const { failures: counts } of buckets) {
    for (const [cause, count] of Object.entries(counts)) totals.set(cause, (totals.get(cause) ?? 0) + count);
  }
  const causes = [...totals].sort(([, a], [, b]) => b - a).map(([cause]) => cause);
  const own = causes.slice(0, COLOURS);
  const rest = causes.slice(COLOURS);
  const layers = own.map((cause, index) => ({
    name: cause,
    colour: index + 1,
    values: buckets.map(({ failures: counts }) => counts[cause] ?? 0),
  }));
  if (rest.length === 0) return layers;
  const others = buckets.map(({ failures: counts }) => rest.reduce((sum, cause) => sum + (counts[cause] ?? 0), 0));
  return [...layers, { name: `${rest.length} others`, colour: 0, values: others }];
}

function advice({ advice: list }: Report): Markup | undefined {
  return list.length === 0
    ? undefined
    : markup`<ul class="advice">${list.map(({ text }) => markup`<li>${text}</li>`)}</ul>`;
}

function causes({ causes: rows }: Report): Markup | undefined {
  return rows.length === 0 ? undefined : markup`${rows.map(cause)}`;
}

function cause(row: CauseRow): Markup {
  const facts: readonly (readonly [string, Markup | string | undefined])[] = [
    ['where', formatCounted(row.places, (place) => place, 10)],
    ['who', formatCounted(row.callers, formatCaller, 10)],
    ['missing', formatCounted(row.missing, (right) => right, 10)],
    ['code', formatCounted(row.codes, (code) => code, 10)],
    ['evidence', row.evidence.join(' ')],
    ['to act', `${RESPONSIBLE_TEXTS[row.responsible]}; ${RETRY_TEXTS[row.retry]}`],
    ['remedy', row.remedy],
    ['more', markup`<a href="${row.reference}">${row.reference}</a>`],
  ];
  const shown = facts.filter(([, value]) => value !== undefined && value !== '');
  const statuses = formatCounted(row.statuses, (status) => status);
  const times = row.count === 1 ? 'once' : `${row.count.toLocaleString('en-US')} times`;
  return markup`<article class="cause"><h3>${row.cause}</h3>
<p class="soft">${statuses}, ${times}, ${formatTime(row.firstAt)} to ${formatTime(row.lastAt)}</p>
<dl>${shown.map(([name, value]) => markup`<dt>${name}</dt><dd class="${name === 'remedy' ? 'strong' : ''}">${value}</dd>`)}</dl></article>`;
}

function calls({ calls: rows }: Report): Markup | undefined {
  return table(rows, [
    { title: 'Vault', cell: (row) => row.vault },
    { title: 'Operation', cell: (row) => row.operation },
    { title: 'Status', cell: (row) => row.status ?? '-', isNumber: true },
    { title: 'Outcome', cell: (row) => OUTCOMES[row.outcome] },
    { title: 'Cause', cell: (row) => row.cause },
    ...figures,
  ]);
}

const figures: readonly Column<{ readonly count: number; readonly mean: number; readonly max: number }>[] = [
  { title: 'Count', cell: ({ count }) => count.toLocaleString('en-US'), isNumber: true },
  { title: 'Mean', cell: ({ mean }) => formatSeconds(mean), isNumber: true },
  { title: 'Max', cell: ({ max }) => formatSeconds(max), isNumber: true },
];

function tokenRequests({ tokenRequests: rows }: Report): Markup | undefined {
  return table(rows, [
    { title: 'Host', cell: (row) => row.host },
    { title: 'Source', cell: (row) => row.source },
    { title: 'Outcome', cell: (row) => OUTCOMES[row.outcome] },
    { title: 'Cause', cell: (row) => row.cause },
    ...figures,
  ]);
}

function throttling({ throttling: rows }: Report): Markup | undefined {
  return table(rows, [
    { title: 'Vault', cell: (row) => row.vault },
    {
      title: 'Limit',
      cell: (row) => `${row.throttleClass}${row.limit === undefined ? '' : ` (${row.limit} in 10 s)`}`,
    },
    { title: '429', cell: (row) => `${row.throttled} of ${row.calls}`, isNumber: true },
    {
      title: 'Peak',
      cell: (row) => (row.utilization === undefined ? '-' : formatShare(row.utilization)),
      isNumber: true,
    },
    { title: 'Advice', cell: (row) => formatRanges(row.advised, row.adviceMin, row.adviceMax) },
    { title: 'Waits', cell: (row) => formatRanges(row.waits, row.waitMin, row.waitMax) },
    { title: 'Backoff', cell: (row) => row.backoff?.replaceAll('_', ' ') ?? '-' },
  ]);
}

function reads({ reads: rows }: Report): Markup | undefined {
  return table(rows, [
    { title: 'Vault', cell: (row) => row.vault },
    { title: 'Reads', cell: (row) => row.reads.toLocaleString('en-US'), isNumber: true },
    { title: 'Again within a minute', cell: (row) => row.repeated.toLocaleString('en-US'), isNumber: true },
    {
      title: 'Saved by a cache of 60 s',
      cell: (row) => `${row.savable} (${formatShare(row.savable / Math.max(row.reads, 1))})`,
      isNumber: true,
    },
  ]);
}

function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Markup | undefined {
  if (rows.length === 0) return undefined;
  const style = ({ isNumber }: Column<Row>) => (isNumber === true ? 'num' : '');
  const more = rows.length > MAX_ROWS ? markup`<p class="soft">and ${rows.length - MAX_ROWS} more rows</p>` : undefined;
  return markup`<div class="scroll"><table><thead><tr>${columns.map((column) => markup`<th class="${style(column)}">${column.title}</th>`)}</tr></thead>
<tbody>${rows.slice(0, MAX_ROWS).map((row) => markup`<tr>${columns.map((column) => markup`<td class="${style(column)}" data-title="${column.title}">${column.cell(row)}</td>`)}</tr>`)}</tbody></table></div>${more}`;
}
