// SPDX-License-Identifier: Apache-2.0

/** Nobody is there, and nobody will be within the seconds that the end of a process may take. */
const UNREACHABLE: ReadonlySet<unknown> = new Set<unknown>([
  'ECONNREFUSED',
  'ENOTFOUND',
  'ENETUNREACH',
  'EHOSTUNREACH',
]);

/** What gRPC says of the same: a name without an address, and a connection that was not made. */
const UNREACHABLE_IN_WORDS = new RegExp(
  [...UNREACHABLE, 'Name resolution failed', 'No connection established'].join('|'),
);

const waiting = new Set<() => void>();
let isLast = false;

/**
 * Whether what is sent now is the last of the process. Then what waits to be tried again is tried at once, for once, and
 * where nobody takes the connection it is given up instead of holding the process.
 */
export function sendLast(last: boolean): void {
  isLast = last;
  if (!last) return;
  for (const wake of waiting) wake();
}

/** In the place of the timer of OpenTelemetry's retries. */
export function beforeRetry(retry: () => void, milliseconds: number): void {
  const wake = (): void => {
    clearTimeout(timer);
    waiting.delete(wake);
    retry();
  };
  const timer = setTimeout(wake, milliseconds);
  waiting.add(wake);
}

/** Whether an error of gRPC tells that there is no connection. */
export function isWithoutConnection({ message }: Error): boolean {
  return UNREACHABLE_IN_WORDS.test(message);
}

/** @param error Why an export failed, where a connection or gRPC says it. */
export function isGivenUp(error: unknown): boolean {
  if (!isLast || !(error instanceof Error)) return false;
  const code: unknown = Reflect.get(error, 'code');
  return UNREACHABLE.has(code) || (typeof code === 'number' && isWithoutConnection(error));
}
