// SPDX-License-Identifier: Apache-2.0
import type { ClientRequest } from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { attempt } from '../host/guarded.ts';
import { type Method, OwnMethod } from './OwnMethod.ts';
import type { HttpModule } from './Tracing.ts';
import { withLongerStack } from './withLongerStack.ts';

export interface PatchOptions {
  /** Whether a call of `request` or `get` with these arguments may be traced; must not throw. */
  readonly traces: (args: readonly unknown[], name: 'http' | 'https') => boolean;
  /** Whether a request to a server may be traced, asked for each; `undefined` where servers are left alone. */
  readonly incoming: (() => boolean) | undefined;
  /**
   * Puts tracing around the methods of what stands for the module; called when the first call may be traced. Returns whether
   * that was possible.
   */
  readonly patch: (exports: HttpModule, name: 'http' | 'https') => boolean;
}

/** As it is at the start: it is on the way of every request of the program. */
const { apply } = Reflect;

/** Node's own, or with tracing around them. */
interface Methods {
  readonly request: Method;
  readonly get: Method;
  readonly emit: Method;
}

/**
 * Loads modules of Node and takes the place of their methods; ES modules that imported or will import them see the same.
 * Calls of `request` and `get` that are not to be traced go to Node's own functions, with the arguments as they came, and
 * with what may be traced tracing is put around those functions, and not around what others have put in their place since.
 */
export function patchBuiltins(names: readonly ('http' | 'https')[], { traces, incoming, patch }: PatchOptions): void {
  const require = createRequire(import.meta.url);
  for (const name of names) {
    const exports = require(`node:${name}`) as HttpModule;
    const { request, get } = exports;
    const { prototype } = exports.Server;
    const emit = emitAsItIsLater(prototype);
    // With a frame of ours in between, the stack of an error would no longer name the program.
    const own: Methods = { request: inLongerStack(request), get: inLongerStack(get), emit };
    let made: Methods | undefined;
    const traced = (): Methods => {
      made ??= attempt(`tracing of ${name}`, () => tracedMethods(own, { request, get, emit }, name, patch));
      return made ?? own;
    };
    const eitherOf = (method: keyof Methods, likes: Method, isTraced: (args: readonly unknown[]) => boolean): Method =>
      namedAs(likes, function (this: unknown, ...args: unknown[]): unknown {
        return apply((isTraced(args) ? traced() : own)[method], this, args);
      });
    exports.request = eitherOf('request', request, (args) => traces(args, name));
    exports.get = eitherOf('get', get, (args) => traces(args, name));
    if (incoming !== undefined) {
      prototype.emit = eitherOf('emit', emit, ([event]) => event === 'request' && incoming());
    }
  }
  syncBuiltinESMExports();
}

/** With tracing, that survives whatever fails in it; `undefined` where there is none. */
function tracedMethods(
  own: Methods,
  fallback: Methods,
  name: 'http' | 'https',
  patch: PatchOptions['patch'],
): Methods | undefined {
  const ownRequest = new OwnMethod(own.request);
  const ownEmit = new OwnMethod(own.emit);
  const { get } = fallback;
  const module: HttpModule = { request: ownRequest.noted, get, Server: { prototype: { emit: ownEmit.noted } } };
  if (!patch(module, name)) return undefined;
  const entry = `tracing of ${name}`;
  return {
    request: ownRequest.surviving({ entry, traced: module.request, fallback: fallback.request }),
    get: ownRequest.surviving({ entry, traced: module.get, fallback: get, complete: end }),
    emit: ownEmit.surviving({ entry, traced: module.Server.prototype.emit, fallback: fallback.emit }),
  };
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
