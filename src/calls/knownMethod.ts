// SPDX-License-Identifier: Apache-2.0
import { OTHER } from '../understand/OTHER.ts';

const KNOWN: ReadonlySet<string> = new Set('CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE'.split(' '));

/**
 * Value of `http.request.method`: what a program has put in the place of a method may be anything, and stays inside.
 *
 * @returns One of the methods that the conventions list, else {@link OTHER}.
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/http/
 */
export function knownMethod(method: string): string {
  if (KNOWN.has(method)) return method;
  const upperCase = method.toUpperCase();
  return KNOWN.has(upperCase) ? upperCase : OTHER;
}
