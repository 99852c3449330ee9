// SPDX-License-Identifier: Apache-2.0

/** The same text with characters of its own: V8 makes a part of a text a view that keeps the whole of it. */
export function ownText(value: string): string {
  // Two texts that were put together are written anew for a part of them.
  return ` ${value}`.slice(1);
}
