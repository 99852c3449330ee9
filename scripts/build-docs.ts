// SPDX-License-Identifier: Apache-2.0
// Writes docs/reference.md; with --check it only tells whether the file is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { reference } from './reference.ts';

const file = new URL('../docs/reference.md', import.meta.url);
const text = reference();
if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/reference.md is stale: run `npm run build:docs`');
  process.exitCode = 1;
}
