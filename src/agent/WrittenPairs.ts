// SPDX-License-Identifier: Apache-2.0
import { ownText } from '../understand/ownText.ts';

/** Of all pairs together; beyond it they are written anew. */
const MAX_BYTES = 512 * 1024;
/** What an entry takes beside its bytes, about. */
const OVERHEAD = 128;
/** Characters of a key. */
const MAX_KEY = 256;
/** Characters of a value; longer ones are seldom the same. */
const MAX_VALUE = 1_024;
/** So many values of a key that were not there, more than were, and it is one whose values differ. */
const CREDIT = 64;
/** So many values of such a key are not looked up before it is tried again. */
const PAUSE = 4_096;

interface PairsOfKey {
  readonly values: Map<string, Uint8Array>;
  bytes: number;
  /** Below zero, the key pauses. */
  credit: number;
}

/**
 * In the preload, stands in front of what OpenTelemetry's serializer does with each attribute: letter by letter, it
 * writes the key and the value, most of which are the same on the next span. Written once, they are bytes to copy.
 * Attributes are most of a span.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto
 */
export class WrittenPairs {
  readonly #write: (key: string, value: string) => Uint8Array;
  readonly #keys = new Map<string, PairsOfKey>();
  #bytes = 0;

  /** @param write The serializer's own: a `KeyValue` message, without its tag and length. */
  constructor(write: (key: string, value: string) => Uint8Array) {
    this.#write = write;
  }

  /** What the pairs that are kept take, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The pair as it is written, not to be changed; `undefined` when it is to be written as ever. */
  get(key: string, value: unknown): Uint8Array | undefined {
    if (typeof value !== 'string' || value.length > MAX_VALUE || key.length > MAX_KEY) return undefined;
    const pairs = this.#keys.get(key) ?? this.#added(key);
    if (pairs.credit < 0) {
      pairs.credit += 1;
      if (pairs.credit === 0) pairs.credit = CREDIT;
      return undefined;
    }
    const known = pairs.values.get(value);
    if (known === undefined) return this.#written(pairs, key, value);
    if (pairs.credit < CREDIT) pairs.credit += 1;
    return known;
  }

  #added(key: string): PairsOfKey {
    const pairs = { values: new Map<string, Uint8Array>(), bytes: 0, credit: CREDIT };
    const size = key.length + OVERHEAD;
    if (this.#bytes + size > MAX_BYTES) this.#clear();
    this.#bytes += size;
    this.#keys.set(ownText(key), pairs);
    return pairs;
  }

  #written(pairs: PairsOfKey, key: string, value: string): Uint8Array | undefined {
    pairs.credit -= 1;
    if (pairs.credit === 0) {
      this.#bytes -= pairs.bytes;
      pairs.bytes = 0;
      pairs.values.clear();
      pairs.credit = -PAUSE;
      return undefined;
    }
    const bytes = this.#write(key, value);
    const size = bytes.length + value.length + OVERHEAD;
    if (this.#bytes + size > MAX_BYTES) {
      this.#clear();
      return bytes;
    }
    this.#bytes += size;
    pairs.bytes += size;
    pairs.values.set(ownText(value), bytes);
    return bytes;
  }

  #clear(): void {
    this.#keys.clear();
    this.#bytes = 0;
  }
}
