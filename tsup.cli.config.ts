// SPDX-License-Identifier: Apache-2.0
import { defineConfig, type Options } from 'tsup';

type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number];

const cliApart: EsbuildPlugin = {
  name: 'cli-apart',
  setup(build) {
    build.onResolve({ filter: /^\.\/cli\.ts$/ }, () => ({ path: './cli.mjs', external: true }));
  },
};

const shared: Options = {
  outDir: 'dist/cli',
  target: 'node22',
  platform: 'node',
  splitting: false,
  sourcemap: false,
  clean: false,
  noExternal: [/.*/],
};

/** The command, apart from the library: nothing of it is loaded by a program that uses the library or the preload. */
export default defineConfig([
  {
    ...shared,
    entry: { main: 'src/cli/main.ts' },
    format: ['esm'],
    // Runs on every Node that knows modules, to say which one is needed.
    target: 'es2020',
    esbuildPlugins: [cliApart],
    outExtension: () => ({ js: '.mjs' }),
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...shared,
    entry: { cli: 'src/cli/cli.ts' },
    format: ['esm'],
    outExtension: () => ({ js: '.mjs' }),
    // What is bundled from CommonJS asks for Node's modules with `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  },
  {
    ...shared,
    entry: { reporter: 'src/cli/reporter/reporter.ts' },
    format: ['cjs'],
    outExtension: () => ({ js: '.cjs' }),
  },
]);
