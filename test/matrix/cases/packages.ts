// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../fake-vault/runProgram.ts';
import { type Bench, environment } from '../Bench.ts';
import { findProblems } from '../findProblems.ts';
import { nodeBinary, npm, yarnFile } from '../installSet.ts';
import type { MatrixCase, NodeName } from '../MatrixCase.ts';
import { runTool } from '../runTool.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BOTH = { azure: 'http', fetch: 'undici' } as const;
/** Everything that belongs into the package. */
const CONTENTS =
  /^(package\.json|README\.md|LICENSE|dist\/(THIRD_PARTY_LICENSES|[\w./-]+\.(cjs|mjs|d\.cts|d\.mts|LICENSES\.txt))|dashboards\/[\w./-]+\.(json|yaml|yml|md))$/;
/** Traces of the machine that built it, of tests, and of source maps. */
const TRACES: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a source map', /\/\/# sourceMappingURL=/],
  ['a path of the build machine', new RegExp(`${ROOT}|/root/|/home/`)],
  ['a made-up secret of the tests', /client-secret-marker|SECRET-VALUE-MARKER/],
];
const MAX_PACKED = 1_500_000;
const ALLOWED_IMPORTS: ReadonlySet<string> = new Set(['@opentelemetry/api', 'jwt-decode']);
/** Files that a program imports; the preload and the command hold what they need. */
const LIBRARY = ['index', 'diagnosis', 'semconv'].flatMap((name) => [`${name}.mjs`, `${name}.cjs`]);

/** The tarball itself: what is in it, what tools say of it, and what a new user does with it. */
export const PACKAGE_CASES: readonly MatrixCase[] = [
  {
    group: 'package',
    set: 'alone',
    title: 'the tarball holds what is needed and nothing else',
    nodes: ['node24'],
    perform: async (bench) => unpacked(bench, contentProblems),
  },
  {
    group: 'package',
    set: 'alone',
    title: 'publint',
    nodes: ['node24'],
    perform: (_, node) => tool(node, 'publint/src/cli.js', ['--strict', ROOT]),
  },
  {
    group: 'package',
    set: 'alone',
    title: 'are the types wrong?',
    nodes: ['node24'],
    perform: ({ tarball }, node) =>
      tool(node, '@arethetypeswrong/cli/dist/index.js', [
        tarball,
        '--profile',
        'node16',
        '--exclude-entrypoints',
        './dashboards/*',
      ]),
  },
  {
    group: 'package',
    set: 'alone',
    title: 'the quick start of the README in an empty folder',
    perform: quickStart,
  },
  {
    group: 'package',
    set: 'alone',
    title: "Yarn's Plug'n'Play, to the last telemetry at process.exit()",
    perform: plugAndPlay,
  },
];

function tool(node: NodeName, file: string, args: readonly string[]): Promise<readonly string[]> {
  return runTool({ node: nodeBinary(node), cwd: ROOT, args: [join(ROOT, 'node_modules', file), ...args] });
}

function unpacked(bench: Bench, check: (folder: string) => readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'keyvault-otel-package-'));
  try {
    execFileSync('tar', ['-xzf', bench.tarball, '-C', folder]);
    const files = filesIn(join(folder, 'package'));
    const size = files.reduce((sum, file) => sum + statSync(join(folder, 'package', file)).size, 0);
    const packed = statSync(bench.tarball).size;
    console.log(`     ${files.length} files, ${kilobytes(packed)} packed, ${kilobytes(size)} unpacked`);
    return [
      ...(packed > MAX_PACKED ? [`${kilobytes(packed)} packed are more than ${kilobytes(MAX_PACKED)}`] : []),
      ...check(join(folder, 'package')),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function contentProblems(folder: string): readonly string[] {
  const files = filesIn(folder);
  const strangers = files.filter((file) => !CONTENTS.test(file)).map((file) => `${file} does not belong there`);
  const traces = files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return TRACES.filter(([, pattern]) => pattern.test(text)).map(([what]) => `${file} holds ${what}`);
  });
  const imports = LIBRARY.flatMap((file) =>
    importsOf(readFileSync(join(folder, 'dist', file), 'utf8'))
      .filter((name) => !isBuiltin(name) && !ALLOWED_IMPORTS.has(name))
      .map((name) => `${file} imports ${name}`),
  );
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<
    Record<string, Readonly<Record<string, string>>>
  >;
  const declared = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !ALLOWED_IMPORTS.has(name));
  return [...strangers, ...traces, ...imports, ...declared.map((name) => `${name} is installed and not imported`)];
}

function importsOf(code: string): readonly string[] {
  const found = code.matchAll(/(?:^|[\s;=(])(?:require\(|import\(|from\s|import\s)\s*["']([^"'.][^"']*)["']/gm);
  return [...new Set([...found].flatMap(([, name]) => name ?? []))];
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

async function quickStart(bench: Bench, node: NodeName): Promise<readonly string[]> {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const install = commandOf(readme, /^ {4}npm install (keyvault-otel .*)$/m);
  const run = commandOf(readme, /^ {4}node (--require keyvault-otel\/register app\.js)$/m);
  if (install === undefined || run === undefined) return ['the README has no such commands'];
  const folder = mkdtempSync(join(tmpdir(), 'keyvault-otel-quick-start-'));
  try {
    const packages = install.map((name) => (name === 'keyvault-otel' ? bench.tarball : name));
    npm(folder, 'install', '--prefer-offline', ...packages, '@azure/identity@4.14.1', '@azure/keyvault-secrets@4.12.0');
    const programs = join(bench.folder('alone'), 'programs');
    cpSync(join(programs, 'app.cjs'), join(folder, 'app.js'));
    cpSync(join(programs, 'work.cjs'), join(folder, 'work.cjs'));
    const options = { fake: bench.fake, cwd: folder, node: nodeBinary(node), env: environment(bench.receiver) };
    const problems = [...findProblems(bench, await runProgram({ ...options, args: run }), BOTH)];
    const copies = filesIn(join(folder, 'node_modules')).filter((file) =>
      file.endsWith('@opentelemetry/api/package.json'),
    );
    if (copies.length !== 1) problems.push(`${copies.length} copies of @opentelemetry/api`);
    // The command starts `node` from PATH, and the fake's preload has to get into that child.
    const env = {
      ...options.env,
      PATH: `${dirname(options.node)}${delimiter}${process.env['PATH'] ?? ''}`,
      NODE_OPTIONS: `--require ${bench.fake.preload}`,
    };
    const args = ['node_modules/keyvault-otel/dist/cli/main.mjs', 'run', '--', 'node', 'app.js'];
    const report = await runProgram({ ...options, args, env });
    if (!/rbac_denied/.test(report.stdout + report.stderr)) {
      problems.push(`the report of the command names no cause: ${(report.stdout + report.stderr).slice(0, 300)}`);
    }
    return problems;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** No folder of packages: everything is loaded from archives, by the child that sends the last telemetry too. */
async function plugAndPlay(bench: Bench, node: NodeName): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'keyvault-otel-yarn-'));
  try {
    const dependencies = { 'keyvault-otel': `file:${bench.tarball}`, '@opentelemetry/api': '1.10.0' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'program', private: true, dependencies }));
    // A project of its own, wherever the folder lies.
    writeFileSync(join(folder, 'yarn.lock'), '');
    const yarn = {
      YARN_ENABLE_GLOBAL_CACHE: 'false',
      YARN_ENABLE_TELEMETRY: '0',
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    };
    const env = { ...process.env, ...yarn };
    execFileSync(nodeBinary(node), [yarnFile(), 'install'], { cwd: folder, env, encoding: 'utf8' });
    const source = `fetch('https://contoso.vault.azure.net/secrets/ok-1?api-version=7.6').then(async (response) => {
      await response.text();
      process.exit(3);
    });`;
    const args = ['--require', './.pnp.cjs', '--require', 'keyvault-otel/register'];
    const options = { fake: bench.fake, cwd: folder, node: nodeBinary(node), env: environment(bench.receiver) };
    const { code, stderr } = await runProgram({ ...options, args, source });
    const spans = bench.receiver.spans().length;
    return [
      ...(code === 3 ? [] : [`exit code ${code}`]),
      ...(stderr === '' ? [] : [`standard error: ${stderr.slice(0, 500)}`]),
      ...(spans === 1 ? [] : [`${spans} spans`]),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commandOf(readme: string, pattern: RegExp): readonly string[] | undefined {
  return pattern.exec(readme)?.[1]?.trim().split(/\s+/);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}
