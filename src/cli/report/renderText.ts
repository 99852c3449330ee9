// SPDX-License-Identifier: Apache-2.0
import { printable } from '../terminal/printable.ts';
import { renderFacts } from '../terminal/renderFacts.ts';
import { type Cell, renderTable } from '../terminal/renderTable.ts';
import type { Style, Terminal } from '../terminal/Terminal.ts';
import { wrapText } from '../terminal/wrapText.ts';
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
} from './format.ts';
import type { CauseRow, Report } from './Report.ts';

const MAX_CALL_ROWS = 40;
const MAX_THROTTLE_ROWS = 20;
const STYLES = { success: 'good', challenge: 'dim', failure: 'bad' } as const satisfies Record<string, Style>;
const OUTCOMES = { success: 'ok', challenge: 'challenge', failure: 'failed' } as const;

/** The report as lines for a terminal, without a line break at the end. */
export function renderText(report: Report, terminal: Terminal): string {
  const sections = [
    heading(report, terminal),
    calls(report, terminal),
    causes(report, terminal),
    tokenRequests(report, terminal),
    throttling(report, terminal),
    reads(report, terminal),
    advice(report, terminal),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n').trimEnd())
    .join('\n\n');
}

function heading({ totals, program, startedAt, endedAt }: Report, { paint, width }: Terminal): readonly string[] {
  const parts = [
    formatCount(totals.vaultCalls, 'vault call'),
    `${totals.success} ok`,
    `${totals.failure} failed`,
    formatCount(totals.challenge, 'challenge'),
    formatCount(totals.tokenRequests, 'token request'),
    formatSeconds((endedAt - startedAt) / 1000),
  ];
  const [first = '', ...rest] = wrapText(`keyvault-otel  ${parts.join(', ')}`, width);
  const lines = [first.replace('keyvault-otel', paint('heading', 'keyvault-otel')), ...rest];
  if (program !== undefined) {
    const end = program.signal === null ? `exit code ${program.exitCode}` : `ended by ${program.signal}`;
    lines.push(
      ...wrapText(printable(`${program.command.join(' ')} (${end})`), width).map((line) => paint('dim', line)),
    );
  }
  if (totals.vaultCalls + totals.tokenRequests === 0) {
    lines.push('', ...wrapText('No call to a vault, a Managed HSM or a token endpoint was seen.', width));
  }
  if (totals.dropped > 0) lines.push(paint('warn', `${formatCount(totals.dropped, 'call')} could not be reported.`));
  for (const version of totals.unsupported) {
    lines.push(
      paint('warn', `A process ran on Node ${printable(version)} and was not observed: 22.15 or later is needed.`),
    );
  }
  return lines;
}

function calls({ calls: all, totals }: Report, terminal: Terminal): readonly string[] {
  if (all.length === 0) return [];
  const rows = all.filter(({ outcome }) => outcome !== 'challenge');
  const table = renderTable(
    terminal,
    [
      { title: 'Vault', min: 10 },
      { title: 'Operation', min: 10 },
      { title: 'Status', align: 'right' },
      { title: 'Outcome', optional: true },
      { title: 'Cause', min: 14 },
      { title: 'Count', align: 'right' },
      { title: 'Mean', align: 'right', optional: true },
      { title: 'Max', align: 'right', optional: true },
    ],
    rows
      .slice(0, MAX_CALL_ROWS)
      .map((row): readonly Cell[] => [
        { text: row.vault },
        { text: row.operation },
        { text: row.status === undefined ? '-' : String(row.status) },
        { text: OUTCOMES[row.outcome], style: STYLES[row.outcome] },
        { text: row.cause ?? '', style: STYLES[row.outcome] },
        { text: String(row.count) },
        { text: formatSeconds(row.mean) },
        { text: formatSeconds(row.max) },
      ]),
  );
  const challenges =
    totals.challenge === 0
      ? []
      : wrapText(
          `and ${formatCount(totals.challenge, 'challenge')} (401), as it should be: a client asks once without a token to learn where to get one`,
          terminal.width - 2,
        ).map((line) => terminal.paint('dim', `  ${line}`));
  return [title(terminal, 'Calls'), ...table, ...more(rows.length, MAX_CALL_ROWS), ...challenges];
}

function causes({ causes: rows }: Report, terminal: Terminal): readonly string[] {
  if (rows.length === 0) return [];
  return [title(terminal, 'Causes'), ...rows.flatMap((row) => [...cause(row, terminal), ''])];
}

function cause(row: CauseRow, terminal: Terminal): readonly string[] {
  const { paint } = terminal;
  const statuses = formatCounted(row.statuses, (status) => status);
  const times = row.count === 1 ? 'once' : `${row.count} times`;
  const [first, last] = [formatTime(row.firstAt), formatTime(row.lastAt)];
  const when = first === last ? `at ${first}` : `from ${first} to ${last}`;
  return [
    `  ${paint('bad', row.cause)}`,
    ...renderFacts(terminal, [
      ['seen', `${statuses}, ${times}, ${when}`],
      ['where', formatCounted(row.places, (place) => place)],
      ['who', formatCounted(row.callers, formatCaller)],
      ['missing', formatCounted(row.missing, (right) => right)],
      ['code', formatCounted(row.codes, (code) => code)],
      ['evidence', row.evidence.join(' ')],
      ['to act', `${RESPONSIBLE_TEXTS[row.responsible]}; ${RETRY_TEXTS[row.retry]}`],
      ['remedy', row.remedy, 'strong'],
      ['more', row.reference, 'dim'],
    ]),
  ];
}

function tokenRequests({ tokenRequests: rows }: Report, terminal: Terminal): readonly string[] {
  if (rows.length === 0) return [];
  const table = renderTable(
    terminal,
    [
      { title: 'Host', min: 12 },
      { title: 'Source', optional: true },
      { title: 'Outcome', optional: true },
      { title: 'Cause', min: 14 },
      { title: 'Count', align: 'right' },
      { title: 'Mean', align: 'right', optional: true },
      { title: 'Max', align: 'right', optional: true },
    ],
    rows.map((row): readonly Cell[] => [
      { text: row.host },
      { text: row.source },
      { text: OUTCOMES[row.outcome], style: STYLES[row.outcome] },
      { text: row.cause ?? '', style: STYLES[row.outcome] },
      { text: String(row.count) },
      { text: formatSeconds(row.mean) },
      { text: formatSeconds(row.max) },
    ]),
  );
  return [title(terminal, 'Token requests'), ...table];
}

function throttling({ throttling: rows, totals }: Report, terminal: Terminal): readonly string[] {
  if (totals.vaultCalls === 0) return [];
  const peak = totals.utilization === undefined ? 'unknown' : formatShare(totals.utilization);
  if (rows.length === 0) return [title(terminal, 'Throttling'), `  none; highest share of a limit in 10 s: ${peak}`];
  const table = renderTable(
    terminal,
    [
      { title: 'Vault', min: 10 },
      { title: 'Limit', min: 14 },
      { title: '429', align: 'right' },
      { title: 'Peak', align: 'right' },
      { title: 'Advice', min: 8 },
      { title: 'Waits', min: 8, optional: true },
      { title: 'Backoff', min: 9, optional: true },
    ],
    rows
      .slice(0, MAX_THROTTLE_ROWS)
      .map((row): readonly Cell[] => [
        { text: row.vault },
        { text: row.limit === undefined ? row.throttleClass : `${row.throttleClass} (${row.limit} in 10 s)` },
        { text: `${row.throttled} of ${row.calls}`, ...(row.throttled > 0 ? { style: 'bad' } : {}) },
        { text: row.utilization === undefined ? '-' : formatShare(row.utilization) },
        { text: formatRanges(row.advised, row.adviceMin, row.adviceMax) },
        { text: formatRanges(row.waits, row.waitMin, row.waitMax) },
        { text: row.backoff?.replaceAll('_', ' ') ?? '-' },
      ]),
  );
  return [title(terminal, 'Throttling'), ...table, ...more(rows.length, MAX_THROTTLE_ROWS)];
}

function reads({ reads: rows }: Report, terminal: Terminal): readonly string[] {
  const repeated = rows.filter((row) => row.repeated > 0);
  if (repeated.length === 0) return [];
  const table = renderTable(
    terminal,
    [
      { title: 'Vault', min: 10 },
      { title: 'Reads', align: 'right' },
      { title: 'Repeated', align: 'right' },
      { title: 'Saved by a 60 s cache', align: 'right', optional: true },
    ],
    repeated
      .slice(0, MAX_THROTTLE_ROWS)
      .map((row): readonly Cell[] => [
        { text: row.vault },
        { text: String(row.reads) },
        { text: String(row.repeated) },
        { text: `${row.savable} (${formatShare(row.savable / row.reads)})` },
      ]),
  );
  return [title(terminal, 'Repeated reads, within a minute'), ...table, ...more(repeated.length, MAX_THROTTLE_ROWS)];
}

function advice({ advice: list }: Report, terminal: Terminal): readonly string[] {
  if (list.length === 0) return [];
  const lines = list.flatMap(({ text }) =>
    wrapText(printable(text), terminal.width - 4).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`),
  );
  return [title(terminal, 'Advice'), ...lines];
}

function title({ paint }: Terminal, text: string): string {
  return paint('strong', text);
}

function more(count: number, shown: number): readonly string[] {
  return count > shown ? [`  and ${count - shown} more rows`] : [];
}
