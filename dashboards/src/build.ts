// SPDX-License-Identifier: Apache-2.0
// Writes every generated file of `dashboards/`; with `--check` it only says which ones are out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generatedFiles.ts';

const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');

function currentContent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const stale = generatedFiles().filter(({ path, content }) => currentContent(join(root, path)) !== content);
if (check) {
  if (stale.length > 0) {
    process.stderr.write(
      `out of date, run \`npm run build:dashboards\`:\n${stale.map(({ path }) => `  dashboards/${path}\n`).join('')}`,
    );
    process.exitCode = 1;
  }
} else {
  for (const { path, content } of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    process.stdout.write(`wrote dashboards/${path}\n`);
  }
}
