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
    if (!isNamed(headers[index], wanted)) continue;
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
  if (value instanceof Uint8Array) {
    const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return bytes.toString('latin1');
  }
  if (Array.isArray(value)) {
    const texts = value.map(textOf).filter((text) => text !== undefined);
    return texts.length === 0 ? undefined : texts.join(', ');
  }
  return undefined;
}

/** Whether a name, as text or bytes, is the wanted one in any case. Names of bytes are not decoded: there are many. */
function isNamed(name: unknown, wanted: string): boolean {
  if (typeof name === 'string') {
    return name.length === wanted.length && (name === wanted || name.toLowerCase() === wanted);
  }
  // The length first: to ask what it is takes longer.
  if ((name as Partial<Uint8Array> | null | undefined)?.length !== wanted.length || !(name instanceof Uint8Array))
    return false;
  for (let index = 0; index < wanted.length; index += 1) {
    if (lowerCase(name[index] ?? 0) !== wanted.charCodeAt(index)) return false;
  }
  return true;
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
