// SPDX-License-Identifier: Apache-2.0

/** More than the frames of tracing between a program and Node's own method. */
const FRAMES = 20;

/** Runs a step in which the stack of an error still names the program, whose frames would be cut off. */
export function withLongerStack<Result>(step: () => Result): Result {
  const limit = stackTraceLimit();
  const longer = limit + FRAMES;
  if (!(limit > 0 && setLimit(longer))) return step();
  try {
    return step();
  } finally {
    if (stackTraceLimit() === longer) setLimit(limit);
  }
}

/** 0 where there is none. What a program puts in its place may throw, here and below. */
function stackTraceLimit(): number {
  try {
    return Number(Error.stackTraceLimit) || 0;
  } catch {
    return 0;
  }
}

function setLimit(limit: number): boolean {
  try {
    return Reflect.set(Error, 'stackTraceLimit', limit);
  } catch {
    return false;
  }
}
