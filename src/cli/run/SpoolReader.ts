// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { isLossName, parseSegmentName, type SpoolLine } from '../reporter/spool.ts';

const CHUNK_BYTES = 256 * 1024;
const MAX_LINE = 64 * 1024;

interface Segment {
  readonly name: string;
  readonly thread: string;
  readonly index: number;
}

interface Position {
  offset: number;
  rest: string;
  readonly decoder: StringDecoder;
}

/**
 * Reads what the observed processes append, and deletes each segment that is complete and read. Never throws: a program may
 * clean the directory for temporary files, and that costs the report, not the run.
 */
export class SpoolReader {
  readonly #directory: string;
  readonly #onLine: (line: SpoolLine) => void;
  readonly #onLoss: () => void;
  #hasLost = false;
  readonly #positions = new Map<string, Position>();
  readonly #buffer = Buffer.alloc(CHUNK_BYTES);

  constructor(options: {
    readonly directory: string;
    readonly onLine: (line: SpoolLine) => void;
    /** Called once, when something cannot be read, or could not be written. */
    readonly onLoss: () => void;
  }) {
    this.#directory = options.directory;
    this.#onLine = options.onLine;
    this.#onLoss = options.onLoss;
  }

  /** Reads everything that is there now. */
  read(): void {
    const segments = this.#tried(() => this.#segments()) ?? [];
    const newest = new Map(segments.map(({ thread, index }) => [thread, index]));
    for (const segment of segments) {
      // Asked before reading: only then is nothing appended afterwards.
      const isComplete = (newest.get(segment.thread) ?? 0) > segment.index;
      this.#tried(() => {
        this.#readSegment(segment.name);
        if (isComplete) this.#remove(segment.name);
      });
    }
  }

  #tried<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch {
      this.#lose();
      return undefined;
    }
  }

  #lose(): void {
    if (this.#hasLost) return;
    this.#hasLost = true;
    this.#onLoss();
  }

  #segments(): readonly Segment[] {
    const names = readdirSync(this.#directory);
    if (names.some(isLossName)) this.#lose();
    return names
      .flatMap((name) => {
        const parsed = parseSegmentName(name);
        return parsed === undefined ? [] : [{ name, ...parsed }];
      })
      .sort((a, b) => a.index - b.index);
  }

  #readSegment(name: string): void {
    const position = this.#positions.get(name) ?? { offset: 0, rest: '', decoder: new StringDecoder('utf8') };
    this.#positions.set(name, position);
    const file = openSync(join(this.#directory, name), 'r');
    try {
      for (;;) {
        const count = readSync(file, this.#buffer, 0, CHUNK_BYTES, position.offset);
        if (count === 0) return;
        position.offset += count;
        const lines = (position.rest + position.decoder.write(this.#buffer.subarray(0, count))).split('\n');
        position.rest = (lines.pop() ?? '').slice(0, MAX_LINE);
        for (const line of lines) this.#take(line);
      }
    } finally {
      closeSync(file);
    }
  }

  #take(text: string): void {
    const line = parseLine(text);
    if (line !== undefined) this.#onLine(line);
  }

  #remove(name: string): void {
    this.#positions.delete(name);
    rmSync(join(this.#directory, name), { force: true });
  }
}

/** A line that a dying process cut short is none. */
function parseLine(text: string): SpoolLine | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null && 'type' in line ? (line as SpoolLine) : undefined;
  } catch {
    return undefined;
  }
}
