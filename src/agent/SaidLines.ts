// SPDX-License-Identifier: Apache-2.0
import { fingerprint } from '../understand/fingerprint.ts';

/** Ten minutes, in seconds. */
const PERIOD = 600;
/** Lines in a period, and one more that says so: a backend that refuses in other words each time would fill a disk. */
export const MAX_LINES = 40;
/** Of an entry: a number that stands for the line, 0 for none, and when it was said. */
const FIELDS = 2;

/** As it is at the start: tests put others in its place. Its zero is the same in all threads. */
const { hrtime } = process;

/**
 * Which lines were said in the last ten minutes. The memory may be shared by the threads of a process; where two of them say the
 * same at the same moment, it may be said twice.
 */
export class SaidLines {
  /** Bytes of memory that it takes. */
  static readonly SIZE = (MAX_LINES + 1) * FIELDS * Int32Array.BYTES_PER_ELEMENT;
  readonly #entries: Int32Array;

  constructor(memory: ArrayBufferLike = new ArrayBuffer(SaidLines.SIZE)) {
    this.#entries = new Int32Array(memory);
  }

  /**
   * Notes a line that is about to be said.
   *
   * @returns How much room is left for others then; `undefined` where it is not to be said.
   */
  add(line: string): number | undefined {
    const entries = this.#entries;
    const [now] = hrtime();
    const id = fingerprint(line) | 0 || 1;
    let free: number | undefined;
    let room = 0;
    for (let entry = 0; entry < entries.length; entry += FIELDS) {
      const isLive = Atomics.load(entries, entry) !== 0 && now - Atomics.load(entries, entry + 1) < PERIOD;
      if (isLive && Atomics.load(entries, entry) === id) return undefined;
      if (isLive) continue;
      free ??= entry;
      room += 1;
    }
    if (free === undefined) return undefined;
    Atomics.store(entries, free + 1, now);
    Atomics.store(entries, free, id);
    return room - 1;
  }
}
