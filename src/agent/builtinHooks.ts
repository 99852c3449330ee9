// SPDX-License-Identifier: Apache-2.0
import type { ClientRequest } from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { type Method, OwnMethod } from './OwnMethod.ts';
import { withLongerStack } from './withLongerStack.ts';

type OnLoad = (exports: unknown, name: string) => unknown;

interface HttpModule {
  request: Method;
  get: Method;
  readonly Server: { readonly prototype: { emit: Method } };
}

export interface PatchOptions {
  /** Whether a call of `request` or `get` with these arguments may be traced; must not throw. */
  readonly traces: (args: readonly unknown[], name: 'http' | 'https') => boolean;
  /** Whether a request to a server may be traced, asked for each; `undefined` where servers are left alone. */
  readonly incoming: (() => boolean) | undefined;
}

/** As it is at the start: it is on the way of every request of the program. */
const { apply } = Reflect;

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
 */
export function patchBuiltins(names: readonly ('http' | 'https')[], { traces, incoming }: PatchOptions): void {
  const require = createRequire(import.meta.url);
  for (const name of names) {
    const exports = require(`node:${name}`) as HttpModule;
    const { request, get } = exports;
    const { prototype } = exports.Server;
    const emit = emitAsItIsLater(prototype);
    // With a frame of ours in between, the stack of an error would no longer name the program.
    const [named, namedGet] = [inLongerStack(request), inLongerStack(get)];
    const ownRequest = new OwnMethod(named);
    const ownEmit = new OwnMethod(emit);
    exports.request = ownRequest.noted;
    if (incoming !== undefined) prototype.emit = ownEmit.noted;
    for (const hook of hooks) hook(exports, name);
    const entry = `tracing of ${name}`;
    const tracedRequest = { entry, traced: exports.request, fallback: request };
    const isTraced = (args: readonly unknown[]): boolean => traces(args, name);
    exports.request = namedAs(request, eitherOf(named, ownRequest.surviving(tracedRequest), isTraced));
    const tracedGet = { entry, traced: exports.get, fallback: get, complete: end };
    exports.get = namedAs(get, eitherOf(namedGet, ownRequest.surviving(tracedGet), isTraced));
    if (incoming !== undefined) {
      const tracedEmit = ownEmit.surviving({ entry, traced: prototype.emit, fallback: emit });
      const isRequest = ([event]: readonly unknown[]): boolean => event === 'request' && incoming();
      prototype.emit = namedAs(emit, eitherOf(emit, tracedEmit, isRequest));
    }
  }
  syncBuiltinESMExports();
}

/** As `get` does before it returns. */
function end(request: unknown): void {
  const { writableEnded } = request as ClientRequest;
  if (!writableEnded) (request as ClientRequest).end();
}

/** Servers inherit it, and others may still patch it where it comes from. */
function emitAsItIsLater(prototype: HttpModule['Server']['prototype']): Method {
  if (Object.hasOwn(prototype, 'emit')) return prototype.emit;
  return namedAs(prototype.emit, function (this: unknown, ...args: unknown[]): unknown {
    return apply(Object.getPrototypeOf(prototype).emit, this, args);
  });
}

function eitherOf(own: Method, traced: Method, traces: (args: readonly unknown[]) => boolean): Method {
  return function (this: unknown, ...args: unknown[]): unknown {
    return apply(traces(args) ? traced : own, this, args);
  };
}

/** Not for servers, whose method runs all of the program; of a request, its agent only. */
function inLongerStack(own: Method): Method {
  return function (this: unknown, ...args: unknown[]): unknown {
    return withLongerStack(() => apply(own, this, args));
  };
}

function namedAs(own: Method, method: Method): Method {
  for (const name of ['name', 'length'] as const) {
    Object.defineProperty(method, name, { value: own[name], configurable: true });
  }
  return method;
}
