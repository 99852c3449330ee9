// SPDX-License-Identifier: Apache-2.0
import { BoundedMap } from './BoundedMap.ts';

/** What a cache of this age would have saved is counted, ms. */
export const CACHE_AGE = 60_000;
const MAX_OBJECTS = 4_096;

/** Changed in place: an object for every read would cost more than the read is worth. */
interface Read {
  lastRead: number;
  /** When a cache of {@link CACHE_AGE} would have fetched it. */
  fetched: number;
}

/** What reading one object once more meant. */
export interface ReadAgain {
  /** This process read the same object and version less than a minute before. */
  readonly repeated: boolean;
  /** A cache of 60 s would have answered it. */
  readonly savable: boolean;
}

const FIRST: ReadAgain = { repeated: false, savable: false };
const SAVABLE: ReadAgain = { repeated: true, savable: true };
const REPEATED: ReadAgain = { repeated: true, savable: false };

/** Tells reads that a cache would have saved. Knows 4,096 objects; what is in use is forgotten last. */
export class RepeatedReads {
  readonly #reads = new BoundedMap<string, Read>(MAX_OBJECTS);

  /** @param id What identifies the object and version. */
  read(id: string, now: number): ReadAgain {
    const known = this.#reads.get(id);
    if (known === undefined || now - known.lastRead >= CACHE_AGE) {
      this.#reads.set(id, { lastRead: now, fetched: now });
      return FIRST;
    }
    // Once something has to be forgotten, it should not be what is in use.
    if (this.#reads.size >= MAX_OBJECTS) this.#reads.set(id, known);
    known.lastRead = now;
    if (now - known.fetched < CACHE_AGE) return SAVABLE;
    known.fetched = now;
    return REPEATED;
  }

  /** The object was written: the next read is no repetition. */
  forget(id: string): void {
    this.#reads.delete(id);
  }
}
