// SPDX-License-Identifier: Apache-2.0
import type { ClientRequest } from 'node:http';

/** Path and query. Node keeps what a program gave for its path, a number or a list too, and makes text of it to send it. */
export function targetOf({ path }: ClientRequest): string {
  return String(path);
}
