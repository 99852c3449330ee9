// SPDX-License-Identifier: Apache-2.0
import { createRequire, syncBuiltinESMExports } from 'node:module';

type OnLoad = (exports: unknown, name: string) => unknown;

const hooks: OnLoad[] = [];

/**
 * In the build, what the instrumentations take for the hook of `require-in-the-middle`. The modules that they patch are
 * Node's own and are loaded here anyway, so the program's `require` stays as it is.
 */
export class Hook {
  constructor(_modules: unknown, _options: unknown, onLoad: OnLoad) {
    hooks.push(onLoad);
  }

  unhook(): void {}
}

/** Loads modules of Node and lets the hooks patch them; ES modules that imported or will import them see the same. */
export function patchBuiltins(names: readonly string[]): void {
  const require = createRequire(import.meta.url);
  for (const name of names) {
    const exports: unknown = require(`node:${name}`);
    for (const hook of hooks) hook(exports, name);
  }
  syncBuiltinESMExports();
}
