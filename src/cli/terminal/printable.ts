// SPDX-License-Identifier: Apache-2.0

/** C0 and C1 controls, line separators, and marks that turn the direction of writing around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is what this is for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text of unknown origin for a terminal: on one line, and without signs that a terminal would obey. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, ' ');
}

/** A value as JSON, in which the same signs are escaped; JSON itself asks for that of C0 controls only. */
export function printableJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, undefined, indent);
  // Between the values stand line ends of its own.
  return json.replace(UNPRINTABLE, (sign) =>
    sign === '\n' ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
