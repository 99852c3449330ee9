// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig, type Options } from 'tsup';
import { writeEntryFiles } from './scripts/entryFiles.ts';
import { type OpenTelemetryChange, openTelemetryChanges } from './scripts/openTelemetryChanges.ts';
import { thirdPartyLicenses } from './scripts/thirdPartyLicenses.ts';
import { cliBuilds } from './tsup.cli.config.ts';

type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * The NodeSDK imports every exporter there is. The preload chooses and loads them itself (src/agent/startSdk.ts), so in
 * the file with the SDK they are left out.
 */
const withoutExporters: EsbuildPlugin = {
  name: 'without-exporters',
  setup(build) {
    build.onResolve({ filter: /^@opentelemetry\/exporter-/ }, ({ path, importer }) =>
      /[\\/]sdk-node[\\/]/.test(importer) ? { path, namespace: 'without-exporters' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'without-exporters' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/**
 * The instrumentations bring machinery that patches `require` and `import` of the program. What they patch here are two
 * modules of Node, which needs neither (src/agent/moduleHook.ts).
 */
const withoutModuleHooks: EsbuildPlugin = {
  name: 'without-module-hooks',
  setup(build) {
    build.onResolve({ filter: /^require-in-the-middle$/ }, () => ({ path: resolve('src/agent/moduleHook.ts') }));
    build.onResolve({ filter: /^import-in-the-middle$/ }, ({ path }) => ({ path, namespace: 'without-module-hooks' }));
    build.onLoad({ filter: /.*/, namespace: 'without-module-hooks' }, () => ({ contents: 'export class Hook {}' }));
  },
};

const changedFiles: EsbuildPlugin = {
  name: 'changed-files',
  setup(build) {
    const made = new Set<OpenTelemetryChange>();
    for (const change of openTelemetryChanges) {
      build.onLoad({ filter: change.file }, ({ path }) => {
        let contents = readFileSync(path, 'utf8');
        for (const [from, to, places = 1] of change.edits) {
          const found = contents.split(from).length - 1;
          if (found !== places) throw new Error(`${path} has ${found} places to change and not ${places}: ${from}`);
          contents = contents.replaceAll(from, () => to);
        }
        made.add(change);
        return { contents };
      });
    }
    build.onEnd(() => {
      for (const change of openTelemetryChanges)
        if (!made.has(change)) throw new Error(`no file is like ${change.file}`);
    });
  },
};

/**
 * Exact versions in OpenTelemetry's own dependencies bring copies of one package that differ in nothing but the number;
 * in the preload there is one of each.
 */
const oneCopy: EsbuildPlugin = {
  name: 'one-copy',
  setup(build) {
    build.onResolve({ filter: /^@opentelemetry\/(core|instrumentation|resources|sdk-[a-z]+)$/ }, async (args) => {
      if (args.pluginData === oneCopy) return undefined;
      return build.resolve(args.path, { kind: args.kind, resolveDir: import.meta.dirname, pluginData: oneCopy });
    });
  },
};

/**
 * A program that makes no call to a vault should not load what is done with one.
 *
 * @param file What takes the place of `makeCalls.ts`.
 */
const lateCalls = (file: string): EsbuildPlugin => ({
  name: 'late-calls',
  setup(build) {
    build.onResolve({ filter: /\/makeCalls\.ts$/ }, ({ importer }) =>
      /[\\/]KeyVaultInstrumentation\.ts$/.test(importer) ? { path: resolve(file) } : undefined,
    );
  },
});

/** A file of its own for it, where one can be loaded at once and by a name that other bundlers see. */
const callsApart: EsbuildPlugin = {
  name: 'calls-apart',
  setup(build) {
    if (build.initialOptions.format !== 'cjs') return;
    build.onResolve({ filter: /\/makeCalls\.ts$/ }, ({ importer }) =>
      /[\\/]late[\\/]makeCalls\.ts$/.test(importer) ? { path: './library-calls.cjs', external: true } : undefined,
    );
  },
};

const licenses: EsbuildPlugin = {
  name: 'third-party-licenses',
  setup(build) {
    build.initialOptions.metafile = true;
    build.onEnd(({ metafile }) => {
      const { outdir } = build.initialOptions;
      if (metafile === undefined || outdir === undefined) return;
      mkdirSync(outdir, { recursive: true });
      writeFileSync(join(outdir, 'THIRD_PARTY_LICENSES'), thirdPartyLicenses(metafile));
      writeEntryFiles(outdir);
    });
  },
};

/** A program may have put something on `Object.prototype` before this is loaded. */
const ownExportsOnly: NonNullable<Options['plugins']>[number] = {
  name: 'own-exports-only',
  renderChunk: (code) => ({ code: code.replaceAll('for (var name in all)', 'for (var name of Object.keys(all))') }),
};

const shared: Options = {
  plugins: [ownExportsOnly],
  target: 'node22',
  platform: 'node',
  splitting: false,
  sourcemap: false,
  treeshake: false,
};

const library: Options = {
  ...shared,
  external: ['@opentelemetry/api', 'jwt-decode'],
  outExtension: ({ format }) => ({ js: format === 'esm' ? '.mjs' : '.cjs' }),
};

export default defineConfig([
  {
    ...library,
    entry: { index: 'src/index.ts', diagnosis: 'src/diagnosis.ts', semconv: 'src/semconv.ts' },
    format: ['esm', 'cjs'],
    dts: true,
    esbuildPlugins: [lateCalls('src/calls/late/makeCalls.ts'), callsApart],
  },
  { ...library, entry: { 'library-calls': 'src/calls/makeCalls.ts' }, format: ['cjs'] },
  {
    ...shared,
    entry: {
      'agent-start': 'src/register.ts',
      'agent-calls': 'src/calls/makeCalls.ts',
      'agent-sdk': 'src/agent/startSdk.ts',
      'agent-tracing': 'src/agent/makeTracing.ts',
      'agent-relay': 'src/agent/relay.ts',
      'agent-otlp-proto': 'src/agent/otlpProto.ts',
      'agent-otlp-json': 'src/agent/otlpJson.ts',
      'agent-otlp-grpc': 'src/agent/otlpGrpc.ts',
    },
    format: ['cjs'],
    noExternal: [/.*/],
    inject: ['src/agent/unheldTimers.ts', 'src/agent/importMetaUrl.ts'],
    define: { 'import.meta.url': 'importMetaUrl' },
    esbuildPlugins: [
      lateCalls('src/agent/makeCalls.ts'),
      withoutExporters,
      withoutModuleHooks,
      changedFiles,
      oneCopy,
      licenses,
    ],
    outExtension: () => ({ js: '.cjs' }),
  },
  ...cliBuilds(shared),
]);
