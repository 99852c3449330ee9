// SPDX-License-Identifier: Apache-2.0

/** Belongs to the header that names the trace. */
const TRACE_OF: Readonly<Record<string, string>> = { tracestate: 'traceparent' };

/**
 * In the build, which headers of the trace the instrumentations write: not those that the program has written, nor what
 * would be taken for a part of its trace.
 */
export function missingHeaders<Value>(
  headers: Readonly<Record<string, Value>>,
  isGiven: (name: string) => boolean,
): readonly (readonly [name: string, value: Value])[] {
  return Object.entries(headers).filter(([name]) => !isGiven(name) && !isGiven(TRACE_OF[name] ?? name));
}
