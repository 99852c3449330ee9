// SPDX-License-Identifier: Apache-2.0
import type { HeaderReader } from '../understand/HeaderReader.ts';
import { BodyPrefix } from './BodyPrefix.ts';
import type { ObservedBody } from './ObservedCall.ts';

/**
 * Takes the body of an error, as its header says that it comes.
 *
 * @param taken Called once, with the body as far as it came.
 */
export function errorBody(header: HeaderReader, taken: (body: ObservedBody) => void): BodyPrefix {
  return new BodyPrefix({
    contentEncoding: header('content-encoding'),
    contentLength: header('content-length'),
    done: taken,
  });
}
