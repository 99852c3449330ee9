// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from 'tsup';
import { thirdPartyLicenses } from './scripts/thirdPartyLicenses.ts';

type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number];

/** The entry runs on every Node that knows modules, and loads the command only after it has looked at the version. */
const commandApart: EsbuildPlugin = {
  name: 'command-apart',
  setup(build) {
    build.onResolve({ filter: /^\.\/cli\.ts$/ }, () => ({ path: './cli.mjs', external: true }));
  },
};

function licensesOf(file: string): EsbuildPlugin {
  return {
    name: 'third-party-licenses',
    setup(build) {
      build.initialOptions.metafile = true;
      build.onEnd(({ metafile }) => {
        const { outdir } = build.initialOptions;
        if (metafile === undefined || outdir === undefined) return;
        mkdirSync(join(outdir, 'cli'), { recursive: true });
        const text = thirdPartyLicenses(metafile).replace(/^.*\n/, `${file} contains code of these packages.\n`);
        writeFileSync(join(outdir, 'cli', `${file}.LICENSES.txt`), text);
      });
    },
  };
}

/** The builds of the command: nothing of it is loaded by a program that uses the library or the preload. */
export function cliBuilds(shared: Options): Options[] {
  const bundled: Options = { ...shared, noExternal: [/.*/] };
  return [
    {
      ...bundled,
      entry: { 'cli/main': 'src/cli/main.ts' },
      format: ['esm'],
      target: 'es2020',
      esbuildPlugins: [commandApart],
      outExtension: () => ({ js: '.mjs' }),
      banner: { js: '#!/usr/bin/env node' },
    },
    {
      ...bundled,
      entry: { 'cli/cli': 'src/cli/cli.ts' },
      format: ['esm'],
      esbuildPlugins: [licensesOf('cli.mjs')],
      outExtension: () => ({ js: '.mjs' }),
      // What is bundled from CommonJS asks for Node's modules with `require`.
      banner: {
        js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
      },
    },
    {
      ...bundled,
      entry: { 'cli/reporter': 'src/cli/reporter/reporter.ts' },
      format: ['cjs'],
      esbuildPlugins: [licensesOf('reporter.cjs')],
      outExtension: () => ({ js: '.cjs' }),
    },
  ];
}
