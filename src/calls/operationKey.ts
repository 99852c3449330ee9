// SPDX-License-Identifier: Apache-2.0
import type { RequestHead } from '../observe/ObservedCall.ts';
import { ownText } from '../understand/ownText.ts';
import { originOf } from './originOf.ts';

const MAX_ID = 128;
const MAX_PATH = 512;

/**
 * What the requests of one operation share: host, method and path, and the request id that the Azure SDK keeps over the
 * challenge and all retries. The id alone would join different calls of a program that sends one id for ever.
 */
export function operationKey(head: RequestHead): string {
  const id = head.header('x-ms-client-request-id')?.slice(0, MAX_ID) ?? '';
  const query = head.target.indexOf('?');
  const path = query < 0 ? head.target : head.target.slice(0, query);
  // It is kept for minutes, and its parts are views on all headers, where those are one text, and on the whole target.
  return ownText(`${id} ${head.method} ${originOf(head).origin}${path.slice(0, MAX_PATH)}`);
}
