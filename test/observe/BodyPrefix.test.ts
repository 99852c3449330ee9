// SPDX-License-Identifier: Apache-2.0
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { BodyPrefix, MAX_BODY } from '../../src/observe/BodyPrefix.ts';
import { inSmallWindow } from '../../src/observe/inSmallWindow.ts';

function collect(chunks: readonly unknown[], contentEncoding?: string, contentLength?: string): (string | undefined)[] {
  const seen: (string | undefined)[] = [];
  const body = new BodyPrefix({ contentEncoding, contentLength, done: (read) => seen.push(read.text()) });
  for (const chunk of chunks) body.add(chunk);
  if (contentLength === undefined) body.end();
  return seen;
}

const text = '{"error":{"code":"Forbidden"}}';

describe('BodyPrefix', () => {
  it('joins chunks and copies them', () => {
    const chunk = Buffer.from(text);
    const seen: (string | undefined)[] = [];
    const body = new BodyPrefix({
      contentEncoding: undefined,
      contentLength: undefined,
      done: (read) => seen.push(read.text()),
    });
    body.add(chunk.subarray(0, 7));
    body.add(chunk.subarray(7));
    chunk.fill(0);
    body.end();
    body.end();
    expect(seen).toEqual([text]);
  });

  it('is done when as many bytes have come as were announced', () => {
    expect(collect([Buffer.from(text)], undefined, String(text.length))).toEqual([text]);
  });

  it('keeps no more than its bound', () => {
    expect(collect([Buffer.alloc(10 * MAX_BODY, 'a')])[0]).toHaveLength(MAX_BODY);
  });

  it('reads a body that comes byte by byte', () => {
    const long = 'abcdefghij'.repeat(2_000);
    const bytes = [...Buffer.from(long)].map((byte) => Buffer.from([byte]));
    expect(collect(bytes)).toEqual([long.slice(0, MAX_BODY)]);
  });

  it.each([
    ['gzip', gzipSync, text],
    ['br', brotliCompressSync, text],
    ['deflate', deflateSync, text],
    // Of a block, all is read or nothing.
    ['zstd', zstdCompressSync, ''],
  ] as const)('reads %s, whole and cut', (encoding, compress, read) => {
    const long = `${text}${Array.from({ length: 800 }, (_, index) => index * index).join()}`;
    const bytes = compress(Buffer.from(long));
    expect(collect([bytes], encoding)).toEqual([long]);
    expect(collect([bytes.subarray(0, bytes.length - 4)], encoding)[0]?.startsWith(read)).toBe(true);
  });

  it('decodes brotli in a small window', () => {
    const decode = vi.spyOn(process.getBuiltinModule('node:zlib'), 'brotliDecompressSync');
    const bytes = brotliCompressSync('x'.repeat(30_000), { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } });
    expect(collect([bytes], 'br')).toEqual(['x'.repeat(30_000)]);
    expect(decode.mock.calls[0]?.[0]).toEqual(inSmallWindow(bytes));
    expect(inSmallWindow(bytes)).not.toEqual(bytes);
    decode.mockRestore();
  });

  it('gives up on a bomb, an unknown encoding and broken bytes', () => {
    expect(collect([gzipSync(Buffer.alloc(50_000_000))], 'gzip')).toEqual([undefined]);
    expect(collect([brotliCompressSync(Buffer.alloc(20_000_000))], 'br')).toEqual([undefined]);
    expect(collect([Buffer.from(text)], 'rot13')).toEqual([undefined]);
    expect(collect([Buffer.from(text)], '__proto__')).toEqual([undefined]);
    expect(collect([Buffer.from('no gzip at all')], 'gzip')).toEqual([undefined]);
  });
});
