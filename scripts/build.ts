// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, '.cache');

/** Builds into a folder aside and puts it in the place of `target` when it is whole. */
export function build(target: string = join(ROOT, 'dist')): void {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'build-'));
  try {
    const tsup = join(ROOT, 'node_modules/tsup/dist/cli-default.js');
    const args = [tsup, '--out-dir', join(folder, 'dist'), '--silent'];
    execFileSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
    nameTypesOfModules(join(folder, 'dist'));
    renameIfThere(target, join(folder, 'old'));
    renameSync(join(folder, 'dist'), target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The bundler writes `.d.ts` for ES modules; `.d.mts` says so whatever `type` the package has. */
function nameTypesOfModules(dist: string): void {
  for (const name of readdirSync(dist).filter((file) => file.endsWith('.d.ts'))) {
    const text = readFileSync(join(dist, name), 'utf8').replace(/(from '\.\/[^']+)\.js'/g, "$1.mjs'");
    writeFileSync(join(dist, name.replace(/\.d\.ts$/, '.d.mts')), text);
    rmSync(join(dist, name));
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
