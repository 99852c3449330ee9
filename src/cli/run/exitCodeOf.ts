// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:os';
import type { RunResult } from './runObserved.ts';

/** A cause of `--fail-on` was met, and the program itself ended well. */
export const FAILED_ON_CAUSE = 3;

/** As a shell tells it: 128 and the number of the signal. */
export function exitCodeOf({ exitCode, signal }: RunResult): number {
  if (exitCode !== null) return exitCode;
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** As a shell tells it, for a program that could not be started; `undefined` for any other error. */
export function startFailureOf(error: unknown): { readonly code: number; readonly reason: string } | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ERR_INVALID_ARG_VALUE') return { code: 127, reason: 'there is no such program' };
  if (code === 'EACCES' || code === 'ENOTDIR') return { code: 126, reason: 'it may not be executed' };
  return undefined;
}
