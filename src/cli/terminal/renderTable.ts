// SPDX-License-Identifier: Apache-2.0
import { printable } from './printable.ts';
import type { Style, Terminal } from './Terminal.ts';
import { wrapText } from './wrapText.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Narrowest width to which wrapping may go; without it the column is never wrapped. */
  readonly min?: number;
  /** Left out first where the table is too wide. */
  readonly optional?: boolean;
}

export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

const GAP = '  ';
const INDENT = '  ';

/**
 * Lines of a table that fits the terminal: cells are wrapped, then optional columns left out, and where even that is too
 * wide each row becomes a list.
 */
export function renderTable(
  terminal: Terminal,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => ({ ...cell, text: printable(cell.text) })));
  const widths = fitted(terminal.width - INDENT.length, columns, cells);
  if (widths === undefined) {
    const kept = columns.map(({ optional }) => optional !== true);
    if (kept.includes(false))
      return renderTable(
        terminal,
        picked(columns, kept),
        rows.map((row) => picked(row, kept)),
      );
    return cells.flatMap((row) => [...asList(terminal, columns, row), '']);
  }
  const header = columns.map(({ title }): Cell => ({ text: title.toUpperCase(), style: 'dim' }));
  return [header, ...cells].flatMap((row) => asLines(terminal, columns, row, widths));
}

function picked<Item>(items: readonly Item[], kept: readonly boolean[]): readonly Item[] {
  return items.filter((_, index) => kept[index]);
}

function fitted(
  room: number,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): readonly number[] | undefined {
  const natural = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.text.length ?? 0)),
  );
  let excess = natural.reduce((sum, width) => sum + width, 0) + GAP.length * (columns.length - 1) - room;
  const widths = [...natural];
  while (excess > 0) {
    const widest = widths.reduce(
      (best, width, index) => (spare(columns[index], width) > spare(columns[best], widths[best] ?? 0) ? index : best),
      0,
    );
    const width = widths[widest] ?? 0;
    if (spare(columns[widest], width) <= 0) return undefined;
    widths[widest] = width - 1;
    excess -= 1;
  }
  return widths;
}

function spare(column: Column | undefined, width: number): number {
  return column?.min === undefined ? 0 : width - Math.max(column.min, column.title.length);
}

function asLines(
  { paint }: Terminal,
  columns: readonly Column[],
  row: readonly Cell[],
  widths: readonly number[],
): readonly string[] {
  const wrapped = columns.map((_, index) => wrapText(row[index]?.text ?? '', widths[index] ?? 0));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) => {
    const parts = columns.map((column, index) => {
      const text = wrapped[index]?.[at] ?? '';
      const width = widths[index] ?? 0;
      const padded = column.align === 'right' ? text.padStart(width) : text.padEnd(width);
      const style = row[index]?.style;
      return style === undefined || text === '' ? padded : paint(style, padded);
    });
    return `${INDENT}${parts.join(GAP)}`.trimEnd();
  });
}

function asList({ width, paint }: Terminal, columns: readonly Column[], row: readonly Cell[]): readonly string[] {
  const titleWidth = Math.max(...columns.map(({ title }) => title.length));
  return columns.flatMap(({ title }, index) => {
    const { text = '', style } = row[index] ?? {};
    if (text === '') return [];
    return wrapText(text, width - INDENT.length - titleWidth - GAP.length).map((line, at) => {
      const label = (at === 0 ? title : '').padEnd(titleWidth);
      return `${INDENT}${paint('dim', label)}${GAP}${style === undefined ? line : paint(style, line)}`;
    });
  });
}
