// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodeName, SetName } from './MatrixCase.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = join(tmpdir(), 'keyvault-otel-matrix');
const TARBALL = 'keyvault-otel.tgz';

/** Runs npm under this process's Node, whose version decides what npm picks. */
export function npm(cwd: string, ...args: readonly string[]): string {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` };
  return execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, env, encoding: 'utf8' });
}

/** Makes the tarball as it would be published. Returns its path. */
export function packProject(): string {
  const folder = join(FOLDERS, 'tarball');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const name = npm(ROOT, 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder)
    .trim()
    .split('\n')
    .at(-1);
  const file = join(folder, TARBALL);
  cpSync(join(folder, basename(name ?? '')), file);
  return file;
}

/**
 * Installs a set and the tarball in a folder outside the checkout; kept for the next run while its lock file is the same.
 *
 * @returns The folder, with the programs in `programs/`.
 */
export function installSet(set: SetName, tarball: string): string {
  const source = join(HERE, 'sets', set);
  const lock = readFileSync(join(source, 'package-lock.json'));
  const folder = join(FOLDERS, `${set}-${digest(lock)}`);
  if (!existsSync(join(folder, '.installed'))) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(source, file), join(folder, file));
    npm(folder, 'ci');
    writeFileSync(join(folder, '.installed'), '');
  }
  const packed = digest(readFileSync(tarball));
  const stamp = join(folder, '.packed');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== packed) {
    npm(folder, 'install', '--no-save', '--prefer-offline', tarball);
    writeFileSync(stamp, packed);
  }
  rmSync(join(folder, 'programs'), { recursive: true, force: true });
  cpSync(join(HERE, 'programs'), join(folder, 'programs'), { recursive: true });
  return folder;
}

/** Path of a Node.js binary; the three are installed on first use. */
export function nodeBinary(name: NodeName): string {
  const binary = join(HERE, 'node_modules', name, 'bin/node');
  if (!existsSync(binary)) npm(HERE, 'ci', '--include=optional');
  if (!existsSync(binary))
    throw new Error(`no ${name} for ${process.platform} ${process.arch}: the packages are for linux x64`);
  return binary;
}

/** Path of Yarn's command; installed on first use, as the Node.js binaries are. */
export function yarnFile(): string {
  const file = join(HERE, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');
  if (!existsSync(file)) npm(HERE, 'ci', '--include=optional');
  return file;
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}
