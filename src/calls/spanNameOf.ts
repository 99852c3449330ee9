// SPDX-License-Identifier: Apache-2.0
import { OTHER } from '../understand/OTHER.ts';
import { knownMethod } from './knownMethod.ts';

/**
 * Name of a client span of ours.
 *
 * @param template Path with names replaced.
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#name
 */
export function spanNameOf(method: string, template: string): string {
  const known = knownMethod(method);
  return `${known === OTHER ? 'HTTP' : known} ${template}`;
}
