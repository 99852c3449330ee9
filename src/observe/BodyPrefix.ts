// SPDX-License-Identifier: Apache-2.0
import type * as Zlib from 'node:zlib';
import { inSmallWindow } from './inSmallWindow.ts';
import type { ObservedBody } from './ObservedCall.ts';

/** At most this much of a body is kept, in bytes as they came over the wire. Real ones have less than 2 KB. */
export const MAX_BODY = 16_384;
const MAX_TEXT = 65_536;
/** Most error bodies fit. */
const FIRST_SIZE = 512;
const NOTHING = Buffer.alloc(0);

type Decoder = (bytes: Buffer, zlib: typeof Zlib) => Buffer;

const gunzip: Decoder = (bytes, { constants, gunzipSync }) =>
  gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_TEXT });

/** Decoders that give what they have for a cut body, and stop at a bound. */
const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  deflate: (bytes, { constants, inflateSync }) =>
    inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_TEXT }),
  br: (bytes, { constants, brotliDecompressSync }) =>
    brotliDecompressSync(inSmallWindow(bytes), {
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
      maxOutputLength: MAX_TEXT,
    }),
  zstd: (bytes, { constants, zstdDecompressSync }) =>
    zstdDecompressSync(bytes, { finishFlush: constants.ZSTD_e_flush, maxOutputLength: MAX_TEXT }),
};

/**
 * The first bytes of a body, copied as they pass by unless all come at once. Calls back once. Only for errors, unless
 * key types are learned.
 */
export class BodyPrefix {
  readonly #encoding: string;
  readonly #expected: number;
  #done: ((body: ObservedBody) => void) | undefined;
  #bytes = NOTHING;
  #size = 0;
  #ended = false;

  /**
   * @param options.contentEncoding Header `content-encoding`.
   * @param options.contentLength Header `content-length`; with it the end is known before the stream says so.
   * @param options.done Called once, with the body as far as it came.
   */
  constructor(options: {
    readonly contentEncoding: string | undefined;
    readonly contentLength: string | undefined;
    readonly done: (body: ObservedBody) => void;
  }) {
    this.#encoding = options.contentEncoding?.trim().toLowerCase() ?? '';
    this.#expected = options.contentLength === undefined ? Number.NaN : Number(options.contentLength);
    this.#done = options.done;
  }

  get ended(): boolean {
    return this.#ended;
  }

  add(chunk: unknown): void {
    if (this.#ended) return;
    const bytes = bytesOf(chunk);
    if (bytes === undefined) return;
    // Most errors come whole, and need no copy.
    if (this.#size === 0 && bytes.length >= this.#expected && bytes.length <= MAX_BODY) {
      this.#finish(bytes);
      return;
    }
    const piece = bytes.subarray(0, MAX_BODY - this.#size);
    this.#reserve(this.#size + piece.length);
    // A copy: the chunk is a view on the socket's buffer.
    this.#bytes.set(piece, this.#size);
    this.#size += piece.length;
    if (this.#size >= MAX_BODY || this.#size >= this.#expected) this.end();
  }

  end(): void {
    if (this.#ended) return;
    const bytes = this.#bytes.subarray(0, this.#size);
    this.#bytes = NOTHING;
    this.#finish(bytes);
  }

  #finish(bytes: Buffer): void {
    this.#ended = true;
    const done = this.#done;
    // What taps a response may live as long as the response does, and need not keep all that is done with the body.
    this.#done = undefined;
    done?.({ bytes, encoding: this.#encoding, text: () => this.#text(bytes) });
  }

  /** One buffer that grows: a body that comes byte by byte must not cost an object for each. */
  #reserve(size: number): void {
    if (size <= this.#bytes.length) return;
    const grown = Buffer.alloc(Math.min(MAX_BODY, Math.max(size, 2 * this.#bytes.length, FIRST_SIZE)));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }

  #text(bytes: Buffer): string | undefined {
    if (this.#encoding === '' || this.#encoding === 'identity') return bytes.toString('utf8');
    const decode = Object.hasOwn(DECODERS, this.#encoding) ? DECODERS[this.#encoding] : undefined;
    if (decode === undefined || bytes.length === 0) return undefined;
    try {
      // Loaded with the first compressed error: it takes longer than all else of the agent at the start.
      return decode(bytes, process.getBuiltinModule('node:zlib')).toString('utf8');
    } catch {
      return undefined;
    }
  }
}

function bytesOf(chunk: unknown): Buffer | undefined {
  if (Buffer.isBuffer(chunk)) return chunk;
  if (typeof chunk === 'string') return Buffer.from(chunk.slice(0, MAX_BODY));
  return chunk instanceof Uint8Array ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) : undefined;
}
