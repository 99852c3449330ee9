// SPDX-License-Identifier: Apache-2.0
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { lossName, MAX_SEGMENTS, SEGMENT_BYTES, type SpoolLine, segmentName } from './spool.ts';

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
  #hasMarked = false;

  constructor(options: { readonly directory: string; readonly pid: number; readonly threadId: number }) {
    this.#directory = options.directory;
    this.#pid = options.pid;
    this.#threadId = options.threadId;
  }

  /** Never throws: on a full disk the line is counted as dropped, and a mark tells so, as it takes no room. */
  write(line: SpoolLine): void {
    try {
      if (!this.#hasRoom()) {
        this.#dropped += 1;
        return;
      }
      if (this.#dropped > 0) this.#append({ type: 'dropped', count: this.#dropped });
      this.#dropped = 0;
      this.#append(line);
    } catch {
      this.#dropped += 1;
      this.#markLoss();
    }
  }

  #append(line: SpoolLine): void {
    this.#file ??= openSync(this.#path(++this.#index), 'a', 0o600);
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    const isWhole = writeSync(this.#file, bytes) === bytes.length;
    this.#size += bytes.length;
    if (this.#size >= SEGMENT_BYTES) this.#close();
    if (!isWhole) throw new Error('The disk is full.');
  }

  /** The next line begins another segment: of this one the last line may be cut. */
  #markLoss(): void {
    try {
      this.#close();
      if (!this.#hasMarked) closeSync(openSync(join(this.#directory, lossName(this.#pid, this.#threadId)), 'w', 0o600));
      this.#hasMarked = true;
    } catch {
      // Where not even that is possible, the directory is gone, and the reader knows.
    }
  }

  #close(): void {
    const file = this.#file;
    this.#file = undefined;
    this.#size = 0;
    if (file !== undefined) closeSync(file);
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
