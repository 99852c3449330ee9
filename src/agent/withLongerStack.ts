// SPDX-License-Identifier: Apache-2.0

/** More than the frames of tracing between a program and Node's own method. */
const FRAMES = 20;

/** Runs a step in which the stack of an error still names the program, whose frames would be cut off. */
export function withLongerStack<Result>(step: () => Result): Result {
  const { stackTraceLimit } = Error;
  const longer = typeof stackTraceLimit === 'number' && stackTraceLimit > 0 ? stackTraceLimit + FRAMES : undefined;
  if (longer === undefined || !Reflect.set(Error, 'stackTraceLimit', longer)) return step();
  try {
    return step();
  } finally {
    if (Error.stackTraceLimit === longer) Error.stackTraceLimit = stackTraceLimit;
  }
}
