// SPDX-License-Identifier: Apache-2.0
import { OTHER } from '../understand/OTHER.ts';

/** Names of classes, and codes. */
const NAME = /^[\w$.-]{1,64}$/;

/**
 * Name or code of an error as far as it is one: a program may put anything there, and it becomes an attribute of metrics too.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/
 */
export function errorName(given: unknown): string {
  const name = String(given);
  return NAME.test(name) ? name : OTHER;
}
