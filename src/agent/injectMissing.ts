// SPDX-License-Identifier: Apache-2.0

/**
 * In the build, how instrumentation-http writes the headers of the trace: not over one that the program has written.
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
  for (const [name, value] of Object.entries(carrier)) {
    if (!names.some((given) => given.length === name.length && given.toLowerCase() === name)) headers[name] = value;
  }
}
