// SPDX-License-Identifier: Apache-2.0
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes in use after a full collection of garbage. */
export interface Memory {
  /** Objects of the language. */
  readonly heap: number;
  /** Buffers and what else lies beside the heap. */
  readonly buffers: number;
  readonly rss: number;
}

let collect: (() => void) | undefined;

export function memoryInUse(): Memory {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed, buffers: external, rss };
}
