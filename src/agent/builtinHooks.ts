// SPDX-License-Identifier: Apache-2.0
import { createRequire, syncBuiltinESMExports } from 'node:module';

type OnLoad = (exports: unknown, name: string) => unknown;
type Requester = (...args: unknown[]) => unknown;
type Requesters = Record<'request' | 'get', Requester>;

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

/**
 * Loads modules of Node and lets the hooks patch them; ES modules that imported or will import them see the same. Calls
 * of `request` and `get` that are not to be traced go to Node's own functions, with the arguments as they came.
 *
 * @param traces Whether a call with these arguments may be traced; must not throw.
 */
export function patchBuiltins(names: readonly string[], traces: (args: readonly unknown[]) => boolean): void {
  const require = createRequire(import.meta.url);
  for (const name of names) {
    const exports = require(`node:${name}`) as Requesters;
    const { request, get } = exports;
    for (const hook of hooks) hook(exports, name);
    exports.request = eitherOf(request, exports.request, traces);
    exports.get = eitherOf(get, exports.get, traces);
  }
  syncBuiltinESMExports();
}

function eitherOf(original: Requester, traced: Requester, traces: (args: readonly unknown[]) => boolean): Requester {
  function requester(this: unknown, ...args: unknown[]): unknown {
    return Reflect.apply(traces(args) ? traced : original, this, args);
  }
  for (const name of ['name', 'length'] as const) {
    Object.defineProperty(requester, name, { value: original[name], configurable: true });
  }
  return requester;
}
