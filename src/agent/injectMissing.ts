// SPDX-License-Identifier: Apache-2.0
import { missingHeaders } from './missingHeaders.ts';

/**
 * In the build, how instrumentation-http writes the headers of the trace.
 *
 * @param headers Of the request, in any case; the missing ones are added.
 */
export function injectMissing(
  inject: (carrier: Record<string, unknown>) => void,
  headers: Record<string, unknown>,
): void {
  const carrier: Record<string, unknown> = {};
  inject(carrier);
  const names = Object.keys(headers);
  const isGiven = (name: string): boolean =>
    names.some((given) => given.length === name.length && given.toLowerCase() === name);
  for (const [name, value] of missingHeaders(carrier, isGiven)) headers[name] = value;
}
