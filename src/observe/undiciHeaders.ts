// SPDX-License-Identifier: Apache-2.0
import type { HeaderReader } from '../understand/HeaderReader.ts';

/**
 * Reads header fields in any of the shapes that undici publishes: a flat list of names and values (strings or buffers),
 * an object (HTTP/2), or the raw text (undici 5).
 */
export function undiciHeaders(headers: unknown): HeaderReader {
  if (typeof headers === 'string') return (name) => fromText(headers, name);
  if (Array.isArray(headers)) return (name) => fromList(headers, name);
  if (typeof headers === 'object' && headers !== null) return (name) => fromObject(headers, name);
  return () => undefined;
}

function fromList(headers: readonly unknown[], wanted: string): string | undefined {
  let found: string | undefined;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name: unknown = headers[index];
    // The length tells most names apart without decoding them.
    if (!hasLength(name) || name.length !== wanted.length) continue;
    if (name !== wanted && textOf(name)?.toLowerCase() !== wanted) continue;
    const value = textOf(headers[index + 1]);
    if (value !== undefined) found = found === undefined ? value : `${found}, ${value}`;
  }
  return found;
}

function fromObject(headers: object, wanted: string): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    if (name.length === wanted.length && name.toLowerCase() === wanted) return textOf(value);
  }
  return undefined;
}

/** Searched as it stands: to split a header of some kilobytes costs more than everything else that is done with it. */
function fromText(headers: string, wanted: string): string | undefined {
  let start = 0;
  while (start < headers.length) {
    const end = headers.indexOf('\r\n', start);
    const line = end < 0 ? headers.length : end;
    const colon = start + wanted.length;
    if (headers.charCodeAt(colon) === 0x3a && headers.slice(start, colon).toLowerCase() === wanted) {
      return headers.slice(colon + 1, line).trim();
    }
    start = line + 2;
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
  if (Array.isArray(value)) {
    const texts = value.map(textOf).filter((text) => text !== undefined);
    return texts.length === 0 ? undefined : texts.join(', ');
  }
  return undefined;
}

function hasLength(value: unknown): value is { readonly length: number } {
  return typeof value === 'string' || value instanceof Uint8Array;
}
