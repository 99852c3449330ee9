// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { BodyPrefix } from '../../src/observe/BodyPrefix.ts';
import { tapUndiciBody } from '../../src/observe/tapUndiciBody.ts';

type Events = string[];

/** The part of undici's request through which a body comes. */
class Request {
  readonly events: Events = [];
  onData(chunk: Buffer): boolean {
    this.events.push(`data ${chunk}`);
    return false;
  }
  onComplete(): void {
    this.events.push('complete');
  }
}

/** A class whose `onData` is defined otherwise. */
function withOnData(descriptor: PropertyDescriptor): typeof Request {
  class Other extends Request {}
  Object.defineProperty(Other.prototype, 'onData', descriptor);
  return Other;
}

const { onData } = Request.prototype;
const frozenPrototype = withOnData({ value: onData });
Object.freeze(frozenPrototype.prototype);
const getter = withOnData({ get: () => onData });
const deafSetter = withOnData({ get: () => onData, set: () => undefined });

describe('tapUndiciBody', () => {
  it.each([
    ['methods', Request],
    ['a frozen prototype', frozenPrototype],
    ['a getter', getter],
    ['a setter that takes nothing', deafSetter],
  ])('sees chunks and end of a request with %s, which does as before', (_, Shape) => {
    const texts: (string | undefined)[] = [];
    const body = new BodyPrefix({
      contentEncoding: undefined,
      contentLength: undefined,
      done: (read) => texts.push(read.text()),
    });
    const request = new Shape();
    tapUndiciBody(request, body);
    expect(request.onData(Buffer.from('one '))).toBe(false);
    request.onData(Buffer.from('two'));
    request.onComplete();
    expect(texts).toEqual(['one two']);
    expect(request.events).toEqual(['data one ', 'data two', 'complete']);
  });

  it('sees no chunk of a request that can take nothing more, and does no harm', () => {
    const body = new BodyPrefix({ contentEncoding: undefined, contentLength: undefined, done: () => {} });
    const request = Object.preventExtensions(new Request());
    tapUndiciBody(request, body);
    request.onData(Buffer.from('one'));
    expect(request.events).toEqual(['data one']);
  });
});
