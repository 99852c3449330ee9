// SPDX-License-Identifier: Apache-2.0
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { guarded } from '../host/guarded.ts';
import { SaidLines } from './SaidLines.ts';

/** Where threads find what the one that started them has. */
const SHARED = 'keyvault-otel.lines';
/** Node tells it of each new worker, once that is on its way. */
const WORKERS = 'worker_threads';

/**
 * The lines that this thread has in common with those that it has started: of hundreds of workers, each would say the same.
 * Made when there is the first to say, as Node's module for threads takes some milliseconds to load.
 */
export function linesOfProcess(): SaidLines {
  const { getEnvironmentData, setEnvironmentData } = process.getBuiltinModule('node:worker_threads');
  const present: unknown = getEnvironmentData(SHARED);
  if (present instanceof SharedArrayBuffer && present.byteLength === SaidLines.SIZE) return new SaidLines(present);
  const memory = new SharedArrayBuffer(SaidLines.SIZE);
  setEnvironmentData(SHARED, memory);
  return new SaidLines(memory);
}

/** Has the lines in common with the workers to come from the second on, also where there is none to say yet. */
export function shareLines(): void {
  const share = guarded('sharing with threads', () => {
    unsubscribe(WORKERS, share);
    linesOfProcess();
  });
  subscribe(WORKERS, share);
}
