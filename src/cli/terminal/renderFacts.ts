// SPDX-License-Identifier: Apache-2.0
import { printable } from './printable.ts';
import type { Style, Terminal } from './Terminal.ts';
import { wrapText } from './wrapText.ts';

export type Fact = readonly [label: string, text: string | undefined, style?: Style];

const LABEL_WIDTH = 10;
const INDENT = '    ';

/** Lines of labels and values, wrapped under the value; a fact without a text is left out. */
export function renderFacts({ width, paint }: Terminal, facts: readonly Fact[]): readonly string[] {
  return facts.flatMap(([label, text, style]) => {
    if (text === undefined || text === '') return [];
    const shownText = printable(text);
    // A link or a command that is broken over lines cannot be clicked or copied.
    const lines = /^(?:https:\S+|az .+)$/.test(text)
      ? [shownText]
      : wrapText(shownText, width - INDENT.length - LABEL_WIDTH);
    return lines.map((line, index) => {
      const shown = paint('dim', (index === 0 ? label : '').padEnd(LABEL_WIDTH));
      return `${INDENT}${shown}${style === undefined ? line : paint(style, line)}`;
    });
  });
}
