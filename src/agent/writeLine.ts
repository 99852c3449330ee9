// SPDX-License-Identifier: Apache-2.0
import { writeSync } from 'node:fs';

const STANDARD_ERROR = 2;

/**
 * Writes to standard error itself. By the console, what cannot be written because a disk is full or nobody reads becomes an
 * error of the stream, which nobody catches: it would end the program.
 */
export function writeLine(line: string): void {
  try {
    writeSync(STANDARD_ERROR, `${line}\n`);
  } catch {
    // There is nowhere left to say so.
  }
}
