// SPDX-License-Identifier: Apache-2.0

/** Placeholders are short; a longer text is what somebody really sent. */
const maxLength = 128;

/** Words that scrubbers, recorders and documents write where a token stood, alone or with something around them. */
const words = /redacted|sanitized|scrubbed|filtered|masked|removed|stripped|omitted|hidden|placeholder/i;

// In ASCII: for one sign beyond Latin-1 Node would keep the text of a whole bundle in two bytes a character.
/** Nothing but marks: `***`, `xxxx`, `....`. */
const marks = /^(?:[*\u2022\u2026]+|[xX]{3,}|\.{3,}|-{3,}|#{3,})$/;

/** One name in brackets or marked as a variable: `<token>`, `[token]`, `{{token}}`, `${TOKEN}`, `$TOKEN`, `%TOKEN%`. */
const variable = /^(?:<[^<>"]+>|\[[\w.-]+\]|\{{1,2}[\w .-]+\}{1,2}|\$\{?[\w.-]+\}?|\$\([\w.-]+\)|%[\w.-]+%)$/;

/** A token of which some part was cut out: no JWT holds these. */
const cutOut = /\*{3}|\.{3}|\u2026/;

/** Whether a text stands in a token's place, so that nothing can be said about the token. */
export function isPlaceholder(text: string): boolean {
  if (cutOut.test(text.slice(0, maxLength)) || cutOut.test(text.slice(-maxLength))) return true;
  return text.length <= maxLength && (words.test(text) || marks.test(text) || variable.test(text));
}
