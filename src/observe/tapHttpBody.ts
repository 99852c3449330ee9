// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import { attempt } from '../host/guarded.ts';
import type { BodyPrefix } from './BodyPrefix.ts';
import { listen } from './listen.ts';

/**
 * Copies what the parser hands to the response, without touching how the program reads it: a listener for `data` or
 * `readable` would start or steal the flow; an own `push` sees the raw bytes whatever the reader does, and sees the end
 * before `'end'` is emitted.
 */
export function tapHttpBody(response: IncomingMessage, body: BodyPrefix): void {
  const push = response.push;
  // Stays when the body has ended: V8 keeps an object from which a property was deleted in a slower form.
  const tapped = function (this: IncomingMessage, chunk: unknown, encoding?: BufferEncoding): boolean {
    if (!body.ended) attempt('body of an http response', () => (chunk === null ? body.end() : body.add(chunk)));
    return push.call(this, chunk, encoding);
  };
  Object.defineProperty(response, 'push', { value: tapped, configurable: true, writable: true, enumerable: false });
  // Emitted before the request's 'close', so before an instrumentation ends its span.
  listen(response, 'aborted', () => attempt('end of an aborted http response', () => body.end()));
}
