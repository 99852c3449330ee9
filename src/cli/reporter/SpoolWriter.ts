// SPDX-License-Identifier: Apache-2.0
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_SEGMENTS, SEGMENT_BYTES, type SpoolLine, segmentName } from './spool.ts';

/**
 * Appends lines to the files of one thread, each with one synchronous write: what was written survives `process.exit`, a
 * crash and SIGKILL. Bounded: when nobody reads and deletes the segments, further lines are counted and dropped.
 */
export class SpoolWriter {
  readonly #directory: string;
  readonly #pid: number;
  readonly #threadId: number;
  #index = -1;
  #file: number | undefined;
  #size = 0;
  #dropped = 0;

  constructor(options: { readonly directory: string; readonly pid: number; readonly threadId: number }) {
    this.#directory = options.directory;
    this.#pid = options.pid;
    this.#threadId = options.threadId;
  }

  /** Throws what the file system throws. */
  write(line: SpoolLine): void {
    if (!this.#hasRoom()) {
      this.#dropped += 1;
      return;
    }
    if (this.#dropped > 0) this.#append({ type: 'dropped', count: this.#dropped });
    this.#dropped = 0;
    this.#append(line);
  }

  #append(line: SpoolLine): void {
    this.#file ??= openSync(this.#path(++this.#index), 'a', 0o600);
    this.#size += writeSync(this.#file, `${JSON.stringify(line)}\n`);
    if (this.#size < SEGMENT_BYTES) return;
    closeSync(this.#file);
    this.#file = undefined;
    this.#size = 0;
  }

  #hasRoom(): boolean {
    return (
      this.#file !== undefined || this.#index < MAX_SEGMENTS || !existsSync(this.#path(this.#index - MAX_SEGMENTS))
    );
  }

  #path(index: number): string {
    return join(this.#directory, segmentName(this.#pid, this.#threadId, index));
  }
}
