// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../scripts/build.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Everything that is published besides the build. */
const SOURCES = /^(?:LICENSE|README\.md|package\.json|dashboards\/.+)$/;
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish', 'preprepare', 'postprepare'];

let folder: string;
let published: string;

beforeAll(() => {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  folder = mkdtempSync(join(ROOT, '.cache', 'package-'));
  // A fresh build from the source, and a package of it: neither depends on what lies in `dist`.
  const checkout = join(folder, 'checkout');
  mkdirSync(checkout);
  for (const path of ['LICENSE', 'README.md', 'package.json', 'dashboards']) {
    cpSync(join(ROOT, path), join(checkout, path), { recursive: true });
  }
  build(join(checkout, 'dist'));
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: checkout, stdio: 'pipe' });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', folder]);
  published = join(folder, 'package');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const filesOf = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted();

const digestOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

describe('the published package', () => {
  it('holds what was built, byte for byte, and nothing that was not', () => {
    const built = join(folder, 'checkout', 'dist');
    const files = filesOf(published).filter((file) => file.startsWith('dist/'));
    expect(files).toEqual(filesOf(built).map((file) => `dist/${file}`));
    for (const file of files) expect(digestOf(join(published, file)), file).toBe(digestOf(join(built, file.slice(5))));
    expect(filesOf(published).filter((file) => !file.startsWith('dist/') && !SOURCES.test(file))).toEqual([]);
  });

  it('comes out the same when it is built again', { timeout: 120_000 }, () => {
    const again = join(folder, 'again');
    build(again);
    expect(filesOf(again)).toEqual(filesOf(join(published, 'dist')));
    for (const file of filesOf(again)) {
      expect(digestOf(join(again, file)), file).toBe(digestOf(join(published, 'dist', file)));
    }
  });

  it('runs nothing when it is installed, and depends on no more than the docs give a reason for', () => {
    const { scripts = {}, dependencies = {} } = JSON.parse(
      readFileSync(join(published, 'package.json'), 'utf8'),
    ) as Manifest;
    expect(Object.keys(scripts).filter((name) => INSTALL_SCRIPTS.includes(name))).toEqual([]);
    const reasons = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');
    for (const name of Object.keys(dependencies)) expect(reasons).toContain(`\`${name}\``);
  });

  it('shows no machine that it was built on', () => {
    for (const file of filesOf(published)) {
      const text = readFileSync(join(published, file), 'utf8');
      expect(text.includes(ROOT.replace(/\/$/, '')), file).toBe(false);
    }
  });

  it('loads where nothing but its dependencies is installed', () => {
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, '@opentelemetry'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules/jwt-decode'), join(modules, 'jwt-decode'));
    symlinkSync(join(ROOT, 'node_modules/@opentelemetry/api'), join(modules, '@opentelemetry/api'));
    symlinkSync(published, join(modules, 'keyvault-otel'));
    for (const entry of [
      'keyvault-otel',
      'keyvault-otel/register',
      'keyvault-otel/diagnosis',
      'keyvault-otel/semconv',
    ]) {
      const load = `require('${entry}'); import('${entry}').then(() => console.log('loaded'))`;
      expect(execFileSync(process.execPath, ['--eval', load], { cwd: folder, encoding: 'utf8' })).toBe('loaded\n');
    }
  });
});
