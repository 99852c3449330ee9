// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';

/** What runs the program that the next word names. */
const LAUNCHERS = /^(?:node|npm|npx|pnpm|yarn|bun|deno|tsx|ts-node)(?:\.(?:cmd|exe))?$/i;
const WORD = /^(?:[a-z]:)?[\w@./\\-]{1,80}$/i;
/** Of a program, and no value of an option. */
const FILE = /^(?:[a-z]:)?[\w@./\\-]{1,80}\.[cm]?[jt]sx?$/i;

/**
 * The part of a command line that a report shows: the program, its options by name, and what it runs. All else stays out,
 * because people pass passwords as arguments.
 */
export function shownCommand([path = '', ...args]: readonly string[]): readonly string[] {
  const program = basename(path);
  const subject = args.findIndex((word) => !word.startsWith('-'));
  const options = args.slice(0, subject < 0 ? args.length : subject);
  const form = options.length === 0 && LAUNCHERS.test(program) ? WORD : FILE;
  const shown = [
    ...options.map(optionName),
    ...args
      .slice(options.length)
      .slice(0, 1)
      .filter((word) => form.test(word)),
  ];
  return [program, ...shown, ...(shown.length < args.length ? ['...'] : [])];
}

/** What follows a short one may be its value. */
function optionName(option: string): string {
  return option.startsWith('--') ? (option.split('=', 1)[0] ?? '') : option.slice(0, 2);
}
