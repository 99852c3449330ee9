// SPDX-License-Identifier: Apache-2.0
import type { ClientRequest } from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { reportOnce } from '../host/guarded.ts';

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

/** A traced call of `request` or `get` that has not returned: what Node's own function did in it. */
interface TracedCall {
  request?: ClientRequest;
  error?: unknown;
}

const tracedCalls: TracedCall[] = [];

/**
 * Loads modules of Node and lets the hooks patch them; ES modules that imported or will import them see the same. Calls
 * of `request` and `get` that are not to be traced go to Node's own functions, with the arguments as they came. So do those
 * whose tracing fails: a program gets its request, or the error that Node threw, and no other.
 *
 * @param traces Whether a call with these arguments may be traced; must not throw.
 */
export function patchBuiltins(names: readonly string[], traces: (args: readonly unknown[]) => boolean): void {
  const require = createRequire(import.meta.url);
  for (const name of names) {
    const exports = require(`node:${name}`) as Requesters;
    const original = { request: exports.request, get: exports.get };
    exports.request = noting(original.request);
    for (const hook of hooks) hook(exports, name);
    for (const method of ['request', 'get'] as const) {
      exports[method] = eitherOf(original[method], surviving(method, original[method], exports[method]), traces);
    }
  }
  syncBuiltinESMExports();
}

/** Node's own function, as the instrumentation is given it. */
function noting(original: Requester): Requester {
  return function (this: unknown, ...args: unknown[]): unknown {
    const call = tracedCalls.at(-1);
    try {
      const request = Reflect.apply(original, this, args) as ClientRequest;
      if (call !== undefined) call.request = request;
      return request;
    } catch (error) {
      if (call !== undefined) call.error = error;
      throw error;
    }
  };
}

function surviving(method: keyof Requesters, original: Requester, traced: Requester): Requester {
  return function (this: unknown, ...args: unknown[]): unknown {
    const call: TracedCall = {};
    tracedCalls.push(call);
    try {
      return Reflect.apply(traced, this, args);
    } catch (error) {
      if ('error' in call) throw error;
      reportOnce('tracing of an http call', error);
      const { request } = call;
      if (request === undefined) return Reflect.apply(original, this, args);
      if (method === 'get' && !request.writableEnded) request.end();
      return request;
    } finally {
      tracedCalls.pop();
    }
  };
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
