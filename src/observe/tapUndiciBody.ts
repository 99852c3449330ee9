// SPDX-License-Identifier: Apache-2.0

import { attempt } from '../host/guarded.ts';
import type { BodyPrefix } from './BodyPrefix.ts';

/** Methods of undici's internal Request that hand over a chunk: the channel is for all hosts, and not in all versions. */
const CHUNK_METHODS = ['onData', 'onResponseData'] as const;
/** Methods that end the response; they run before `undici:request:trailers` and `:error` are published. */
const END_METHODS = ['onComplete', 'onResponseEnd', 'onError', 'onResponseError'] as const;
const ERROR_METHODS = ['onError', 'onResponseError'] as const;

/** Shadows the methods of one internal request, feature-tested, so that its chunks and its end are seen in time. */
export function tapUndiciBody(request: object, body: BodyPrefix): void {
  for (const name of CHUNK_METHODS) shadow(request, name, (chunk) => body.add(chunk));
  for (const name of END_METHODS) shadow(request, name, () => body.end());
}

/** Sees a request fail before `undici:request:error` is published: an instrumentation that listens first ends its span there. */
export function tapUndiciError(request: object, failed: () => void): void {
  for (const name of ERROR_METHODS) shadow(request, name, failed);
}

type Shadowed = { [Name in (typeof CHUNK_METHODS)[number] | (typeof END_METHODS)[number]]?: unknown };

/** By assignment where that does, at a tenth of what it costs to define a property. */
function shadow(target: Shadowed, name: keyof Shadowed, before: (chunk: unknown) => void): void {
  const original = target[name];
  if (typeof original !== 'function') return;
  const value = function (this: unknown, ...rest: unknown[]): unknown {
    // Chunk and error are the last argument but for the controller that newer versions pass first.
    attempt(`undici ${name}`, () => before(rest.find((given) => given instanceof Uint8Array)));
    return Reflect.apply(original, this, rest);
  };
  if (assigned(target, name, value)) return;
  Reflect.defineProperty(target, name, { value, configurable: true, writable: true });
}

/** Not where the prototype is frozen, or has accessors. */
function assigned(target: Shadowed, name: keyof Shadowed, value: unknown): boolean {
  try {
    target[name] = value;
    return target[name] === value;
  } catch {
    return false;
  }
}
