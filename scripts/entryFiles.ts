// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What `--require` loads: a program goes on where the rest is missing, or where Node is too old for it, which
 * `NODE_OPTIONS` reaches like any other in an image. So it is written in the JavaScript of long ago.
 */
const register = ({ major, minor }: { readonly major: string; readonly minor: string }): string => `'use strict';

function say(message) {
  if (String(process.env.OTEL_LOG_LEVEL).trim().toUpperCase() !== 'NONE') console.error('keyvault-otel: ' + message);
}

var version = process.versions.node.split('.').map(Number);
if (version[0] < ${major} || (version[0] === ${major} && version[1] < ${minor})) {
  say('needs Node ${major}.${minor} or later; nothing is observed in this ' + process.version);
} else {
  try {
    require('./agent-start.cjs');
  } catch (error) {
    say('cannot load agent-start.cjs, which belongs beside register.cjs (' + error.code + ')');
  }
}
`;

/**
 * `import` loads the one file that `require` loads too, so the preload can't be there twice. A bundler that takes this one in
 * leaves that one behind, and the program goes on.
 */
const REGISTER_MODULE = `import { createRequire } from 'node:module';

try {
  createRequire(import.meta.url)('./register.cjs');
} catch (error) {
  if (String(process.env.OTEL_LOG_LEVEL).trim().toUpperCase() !== 'NONE') {
    console.error('keyvault-otel: cannot load register.cjs, which belongs beside register.mjs (' + (error.code || error.message) + ')');
  }
}
`;

/** Files of the build that no bundler makes. */
export function writeEntryFiles(outDir: string): void {
  const files: Readonly<Record<string, string>> = {
    'register.cjs': register(oldestNode()),
    'register.mjs': REGISTER_MODULE,
    'register.d.cts': 'export {};\n',
    'register.d.ts': 'export {};\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(outDir, name), text);
}

function oldestNode(): { readonly major: string; readonly minor: string } {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { engines } = JSON.parse(manifest) as { readonly engines: { readonly node: string } };
  const [, major, minor] = /^>=(\d+)\.(\d+)\.0$/.exec(engines.node) ?? [];
  if (major === undefined || minor === undefined) throw new Error(`package.json: engines: ${engines.node}`);
  return { major, minor };
}
