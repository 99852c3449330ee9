// SPDX-License-Identifier: Apache-2.0
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../Bench.ts';
import { findProblems } from '../findProblems.ts';
import { nodeBinary } from '../installSet.ts';
import type { MatrixCase, NodeName } from '../MatrixCase.ts';
import { runTool } from '../runTool.ts';

const REQUIRE = ['--require', 'keyvault-otel/register'];
const IMPORT = ['--import', 'keyvault-otel/register'];
const BOTH = { azure: 'http', fetch: 'undici' } as const;
/** What OpenTelemetry itself asks for in a bundle: the URL of the file in CommonJS, a `require` in an ES module. */
const BUNDLE_OPTIONS = {
  cjs: {
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  },
  esm: {
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
  },
} as const;
const IDLE = 'diag: keyvault-otel: another instance observes this process already; this one stays idle';

/** How the code of a program gets into the process. */
export const MODULE_CASES: readonly MatrixCase[] = [
  {
    group: 'modules',
    set: 'alone',
    title: "require('keyvault-otel/register') as the first line",
    args: ['programs/registerFirst.cjs'],
    expected: BOTH,
  },
  {
    group: 'modules',
    set: 'alone',
    title: "import 'keyvault-otel/register' as the first line",
    args: ['programs/registerFirst.mjs'],
    expected: BOTH,
  },
  {
    group: 'modules',
    set: 'alone',
    title: '--require and --import of the preload together',
    args: [...REQUIRE, ...IMPORT, 'programs/app.mjs'],
    expected: BOTH,
  },
  {
    group: 'modules',
    set: 'otel3',
    title: 'ES modules: own NodeSDK by --import, HTTP, undici, Key Vault',
    args: ['--import', './programs/instrumentation.mjs', 'programs/app.mjs'],
    expected: { azure: 'own', fetch: 'undici' },
    note: 'Without its loader the HTTP instrumentation patches node:https when a CommonJS module requires it; in the versions pinned here none does, and the spans of the Azure SDK are ours.',
  },
  {
    group: 'modules',
    set: 'otel3',
    title: 'ES modules: the same, and a CommonJS module that requires node:https',
    args: [
      '--import',
      './programs/instrumentation.mjs',
      '--import',
      './programs/requiresHttps.cjs',
      'programs/app.mjs',
    ],
    expected: BOTH,
    note: 'The Azure SDK uses the default export of node:https, which is the patched object: the spans are of the HTTP instrumentation. So it is with @typespec/ts-http-runtime 0.3.11, whose proxy agents are CommonJS.',
  },
  ...(['--require', '--import'] as const).flatMap((flag): MatrixCase[] => [
    {
      group: 'modules',
      set: 'alone',
      title: `worker thread, ${flag}`,
      args: [flag, 'keyvault-otel/register', 'programs/worker.cjs'],
      expected: BOTH,
    },
    {
      group: 'modules',
      set: 'alone',
      title: `child processes through NODE_OPTIONS, ${flag}`,
      perform: (bench, node) => children(bench, node, flag),
    },
  ]),
  {
    group: 'modules',
    set: 'otel3',
    title: 'the package as CommonJS and as ES module in one process',
    args: ['programs/bothFormats.mjs'],
    expected: { azure: 'own', fetch: 'own', stdout: [IDLE] },
  },
  {
    group: 'modules',
    set: 'otel2',
    title: 'two copies of @opentelemetry/api: 1.9 for the SDK, 1.10 for the package',
    perform: twoApis,
  },
  {
    group: 'modules',
    set: 'build',
    title: 'bundled by esbuild into one CommonJS file',
    perform: (bench, node) => bundled(bench, node, 'cjs'),
  },
  {
    group: 'modules',
    set: 'build',
    title: 'bundled by esbuild into one ES module',
    perform: (bench, node) => bundled(bench, node, 'esm'),
  },
  ...(['node16', 'nodenext', 'bundler'] as const).flatMap((resolution) =>
    (['mts', 'cts'] as const)
      // The bundler's resolution knows nothing of CommonJS output.
      .filter((extension) => resolution !== 'bundler' || extension === 'mts')
      .map(
        (extension): MatrixCase => ({
          group: 'modules',
          set: 'build',
          title: `TypeScript, moduleResolution ${resolution}, .${extension}`,
          nodes: ['node24'],
          perform: (bench, node) => typed(bench, node, { resolution, extension }),
        }),
      ),
  ),
];

async function children(bench: Bench, node: NodeName, flag: string): Promise<readonly string[]> {
  const result = await bench.run('alone', node, {
    args: ['programs/children.cjs'],
    env: { NODE_OPTIONS: `--require ${bench.fake.preload} ${flag} keyvault-otel/register` },
  });
  return findProblems(bench, result, BOTH);
}

async function twoApis(bench: Bench, node: NodeName): Promise<readonly string[]> {
  const copy = join(bench.folder('otel2'), 'node_modules/keyvault-otel/node_modules/@opentelemetry/api');
  cpSync(join(bench.folder('otel3'), 'node_modules/@opentelemetry/api'), copy, { recursive: true });
  try {
    const problems: string[] = [];
    for (const instrumentations of ['http,undici,keyvault', 'keyvault']) {
      bench.reset();
      const result = await bench.run('otel2', node, {
        args: ['programs/ownSdk.cjs'],
        env: { INSTRUMENTATIONS: instrumentations },
      });
      const expected = instrumentations === 'keyvault' ? ({ azure: 'own', fetch: 'own' } as const) : BOTH;
      problems.push(...findProblems(bench, result, expected));
    }
    return problems;
  } finally {
    rmSync(join(copy, '../..'), { recursive: true, force: true });
  }
}

async function bundled(bench: Bench, node: NodeName, format: 'cjs' | 'esm'): Promise<readonly string[]> {
  const cwd = bench.folder('build');
  const file = `bundle.${format === 'cjs' ? 'cjs' : 'mjs'}`;
  const options = {
    entryPoints: ['programs/bundled.ts'],
    bundle: true,
    platform: 'node',
    format,
    outfile: file,
    logLevel: 'error',
    ...BUNDLE_OPTIONS[format],
  };
  const args = ['--eval', `require('esbuild').buildSync(${JSON.stringify(options)})`];
  const complaints = await runTool({ node: nodeBinary(node), cwd, args });
  if (complaints.length > 0) return complaints;
  const result = await bench.run('build', node, { args: [file] });
  return findProblems(bench, result, { azure: 'own', fetch: 'undici' });
}

function typed(
  bench: Bench,
  node: NodeName,
  options: { readonly resolution: string; readonly extension: string },
): Promise<readonly string[]> {
  const cwd = bench.folder('build');
  const file = `programs/typed.${options.extension}`;
  cpSync(join(cwd, 'programs/typed.ts'), join(cwd, file));
  const { resolution } = options;
  const args = [
    'node_modules/typescript/bin/tsc',
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--target',
    'es2023',
    '--types',
    'node',
    '--module',
    resolution === 'bundler' ? 'esnext' : resolution,
    '--moduleResolution',
    resolution,
    file,
  ];
  return runTool({ node: nodeBinary(node), cwd, args });
}
