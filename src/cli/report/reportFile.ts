// SPDX-License-Identifier: Apache-2.0
import { accessSync, constants, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { CliError } from '../CliError.ts';
import { printableJson } from '../terminal/printable.ts';
import { renderHtml } from './html/renderHtml.ts';
import type { Report } from './Report.ts';

const FORMATS: Readonly<Record<string, (report: Report) => string>> = {
  '.html': renderHtml,
  '.htm': renderHtml,
  '.json': (report) => `${printableJson(report, 2)}\n`,
};

/** Parses the value of `--report`, which may be given more than once. */
export function parseReportFile(file: string, earlier: readonly string[]): readonly string[] {
  if (!Object.hasOwn(FORMATS, extname(file).toLowerCase())) {
    throw new InvalidArgumentError('The name of the report has to end with .html or .json.');
  }
  return [...earlier, file];
}

/** Says before the program runs that its report has no place: an hour later it is too late. */
export function checkWritable(file: string): void {
  try {
    const path = resolve(file);
    mkdirSync(dirname(path), { recursive: true });
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) throw new Error('a directory');
    accessSync(found === undefined ? dirname(path) : path, constants.W_OK);
  } catch {
    throw new CliError(`The report cannot be written to ${file}.`);
  }
}

/** @returns What went wrong, in words. */
export function writeReport(file: string, report: Report): string | undefined {
  try {
    writeFileSync(file, FORMATS[extname(file).toLowerCase()]?.(report) ?? '');
    return undefined;
  } catch (error) {
    return `The report could not be written to ${file}: ${error instanceof Error ? error.message : ''}`;
  }
}
