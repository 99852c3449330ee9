// SPDX-License-Identifier: Apache-2.0

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: ' ', f: ' ' };
const MAX_LEVELS = 3;

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of terminals are what is taken out
const COLOURS = /\u001b\[[0-9;]{0,16}[A-Za-z]/g;

/** A pasted text without what terminals and tools draw around it: colours, boxes of Terraform, carriage returns. */
export function plainText(text: string): string {
  return text
    .replace(COLOURS, '')
    .replace(/\r\n?/g, '\n')
    .replace(/^[ \t]*[│╷╵][ \t]?/gm, '');
}

/** The text, and what it becomes when one level after the other of `\"` and `\n` is taken away. */
export function unescapedForms(text: string): readonly string[] {
  const forms = [text];
  for (let level = 0; level < MAX_LEVELS; level += 1) {
    const last = forms.at(-1) ?? '';
    if (!/\\["'nr\\]/.test(last)) break;
    forms.push(unescapedOnce(last));
  }
  return forms;
}

function unescapedOnce(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|([^u]))/gi, (_, hex: string | undefined, sign: string | undefined) =>
    hex === undefined ? (ESCAPES[sign ?? ''] ?? sign ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
