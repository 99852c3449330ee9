// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';

const MAX_WORD = 80;

/**
 * The part of a command line that a report shows: the program, its options by name, and what it runs. What follows stays
 * out, because people pass passwords as arguments.
 */
export function shownCommand([program = '', ...args]: readonly string[]): readonly string[] {
  const subject = args.findIndex((word) => !word.startsWith('-'));
  const shown = args.slice(0, subject < 0 ? args.length : subject + 1).map(shownWord);
  return [basename(program), ...shown, ...(shown.length < args.length ? ['...'] : [])];
}

function shownWord(word: string): string {
  if (word.startsWith('-')) return word.split('=', 1)[0] ?? '';
  return word.length > MAX_WORD || /\s/.test(word) ? '...' : word;
}
