// SPDX-License-Identifier: Apache-2.0

/** The same text, or object of texts, with characters of its own: V8 makes a part of a text a view that keeps the whole of it. */
export function ownText<Value>(value: Value): Value {
  // Two texts that were put together are written anew for a part of them. Nothing of `JSON`, which a program may watch.
  if (typeof value === 'string') return ` ${value}`.slice(1) as Value & string;
  return JSON.parse(JSON.stringify(value)) as Value;
}
