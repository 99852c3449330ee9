// SPDX-License-Identifier: Apache-2.0

/**
 * Splits a text into lines of at most `width` characters: between words, and in a word that is longer than a line after
 * one of its marks.
 */
export function wrapText(text: string, width: number): readonly string[] {
  const limit = Math.max(width, 1);
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      const joined = line === '' ? word : `${line} ${word}`;
      if (joined.length <= limit) {
        line = joined;
        continue;
      }
      if (line !== '') lines.push(line);
      line = word;
      while (line.length > limit) {
        const end = breakOf(line, limit);
        lines.push(line.slice(0, end));
        line = line.slice(end);
      }
    }
    lines.push(line);
  }
  return lines;
}

/** Where a long word is broken: `vault_operation` after the underscore; in the middle where a line would stay nearly empty. */
function breakOf(word: string, limit: number): number {
  for (let at = limit; at > limit / 3; at -= 1) if ('-_/.=:'.includes(word.charAt(at - 1))) return at;
  return limit;
}
