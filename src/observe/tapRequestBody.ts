// SPDX-License-Identifier: Apache-2.0
import type { ClientRequest } from 'node:http';
import { attempt } from '../host/guarded.ts';

/** At most this much of a request's body is looked at, in characters. */
export const MAX_FORM = 8_192;

/**
 * Sees the body of a request pass by, where it is wanted: the form of a token request, to know who asks for what. The
 * text is dropped when its fields have been read.
 */
export function tapRequestBody(request: ClientRequest): () => string | undefined {
  let form: string | undefined = '';
  const take = (chunk: unknown): void => {
    // One may be answered, and its form read, before the program has ended it.
    if (form === undefined) return;
    const room = MAX_FORM - form.length;
    if (room <= 0) return;
    if (typeof chunk === 'string') form += chunk.slice(0, room);
    else if (chunk instanceof Uint8Array) form += Buffer.from(chunk.subarray(0, room)).toString('latin1');
  };
  for (const name of ['write', 'end'] as const) {
    const original = request[name];
    Reflect.defineProperty(request, name, {
      configurable: true,
      writable: true,
      enumerable: false,
      value(this: ClientRequest, ...rest: unknown[]): unknown {
        attempt('form of a token request', () => take(rest[0]));
        return Reflect.apply(original, this, rest);
      },
    });
  }
  return () => {
    const taken = form;
    form = undefined;
    return taken || undefined;
  };
}
