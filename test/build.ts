// SPDX-License-Identifier: Apache-2.0
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../scripts/build.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['src', 'scripts', 'tsup.config.ts', 'tsup.cli.config.ts', 'package.json'];
/** Written at the end of the build of the preload. */
const PRODUCT = 'dist/register.mjs';

/** Runs once before all tests: those of the preload run the build, which must not be older than the source. */
export function setup(): void {
  const newest = Math.max(...SOURCES.flatMap((path) => changedAt(join(ROOT, path))));
  const built = statSync(join(ROOT, PRODUCT), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built < newest) build();
}

function changedAt(path: string): number[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [stats.mtimeMs];
  return readdirSync(path).flatMap((name) => changedAt(join(path, name)));
}
