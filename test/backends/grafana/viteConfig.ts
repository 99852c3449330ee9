// SPDX-License-Identifier: Apache-2.0
import type { InlineConfig, Plugin } from 'vite';

/** Three packages ship ES modules with leftovers of CommonJS that only Grafana's own bundler understands. */
const mendImports: Plugin = {
  name: 'mend-imports',
  enforce: 'pre',
  transform(code, id) {
    if (/CustomScrollbar\.mjs/.test(id)) {
      return code.replace(
        /import (\w+) from 'react-custom-scrollbars-2'/,
        "import scrollbars from 'react-custom-scrollbars-2'; const $1 = scrollbars.default ?? scrollbars",
      );
    }
    if (/@grafana\/prometheus\/dist\/esm\/_virtual\/(runtime|data|_rxjs|ui)\.mjs/.test(id)) {
      const from = /from ['"]([^'"]+)['"]/.exec(code)?.[1];
      return `import * as all from '${from}'; export { all as default, all as __require };`;
    }
    if (/@grafana\/assistant\/dist\/index\.mjs/.test(id)) {
      return code.replace(
        /import (require\$\$\d+) from ('@grafana\/[a-z]+'|'rxjs'|'react')/g,
        'import * as $1 from $2',
      );
    }
    return undefined;
  },
};

/** How the page with Grafana's libraries is bundled. */
export const viteConfig: InlineConfig = {
  configFile: false,
  logLevel: 'error',
  root: import.meta.dirname,
  plugins: [mendImports],
  resolve: { dedupe: ['react', 'react-dom', '@grafana/data', '@grafana/runtime', '@grafana/ui', 'rxjs'] },
  define: { 'process.env.NODE_ENV': '"development"' },
  publicDir: false,
  build: { outDir: 'dist', minify: false, chunkSizeWarningLimit: 99_999 },
};
