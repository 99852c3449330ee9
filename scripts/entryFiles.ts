// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of the build that no bundler makes. */
const ENTRY_FILES: Readonly<Record<string, string>> = {
  // `import` loads the one file that `require` loads too, so the preload can't be there twice.
  'register.mjs': "import { createRequire } from 'node:module';\n\ncreateRequire(import.meta.url)('./register.cjs');\n",
  'register.d.cts': 'export {};\n',
  'register.d.ts': 'export {};\n',
};

export function writeEntryFiles(outDir: string): void {
  for (const [name, text] of Object.entries(ENTRY_FILES)) writeFileSync(join(outDir, name), text);
}
