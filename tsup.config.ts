// SPDX-License-Identifier: Apache-2.0
import { defineConfig, type Options } from 'tsup';

type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * The NodeSDK imports every exporter there is. The preload chooses and loads them itself (src/agent/startSdk.ts), so in
 * the file with the SDK they are classes that nobody makes an instance of.
 */
const withoutExporters: EsbuildPlugin = {
  name: 'without-exporters',
  setup(build) {
    build.onResolve({ filter: /^@opentelemetry\/exporter-/ }, ({ path, importer }) =>
      /[\\/]sdk-node[\\/]/.test(importer) ? { path, namespace: 'without-exporters' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'without-exporters' }, () => ({
      contents: ['OTLPTraceExporter', 'OTLPMetricExporter', 'OTLPLogExporter', 'ZipkinExporter', 'PrometheusExporter']
        .map((name) => `export class ${name} {}`)
        .join('\n'),
    }));
  },
};

const shared: Options = {
  outDir: 'dist',
  target: 'node22',
  platform: 'node',
  splitting: false,
  sourcemap: false,
  treeshake: false,
  metafile: true,
  clean: false,
};

export default defineConfig([
  {
    ...shared,
    entry: { index: 'src/index.ts', diagnosis: 'src/diagnosis.ts', semconv: 'src/semconv.ts' },
    format: ['esm', 'cjs'],
    dts: true,
    external: ['@opentelemetry/api', 'jwt-decode'],
    outExtension: ({ format }) => ({
      js: format === 'esm' ? '.mjs' : '.cjs',
      dts: format === 'esm' ? '.d.mts' : '.d.cts',
    }),
  },
  {
    ...shared,
    entry: {
      register: 'src/register.ts',
      'agent-sdk': 'src/agent/startSdk.ts',
      'agent-relay': 'src/agent/relay.ts',
      'agent-otlp-proto': 'src/agent/otlpProto.ts',
      'agent-otlp-json': 'src/agent/otlpJson.ts',
      'agent-otlp-grpc': 'src/agent/otlpGrpc.ts',
    },
    format: ['cjs'],
    noExternal: [/.*/],
    // In what is bundled from ES modules, `import.meta.url` has to be the URL of the bundle.
    shims: true,
    esbuildPlugins: [withoutExporters],
    outExtension: () => ({ js: '.cjs' }),
  },
]);
