// SPDX-License-Identifier: Apache-2.0

export type JsonScalar = string | number | boolean | null;

interface Container {
  /** Path of the container, `undefined` where nothing below is of interest any more. */
  readonly path: string | undefined;
  readonly isObject: boolean;
}

const maxDepth = 6;
const maxKeyLength = 64;
/** Longer than what is kept of a text: beyond, escapes stand as they came. */
const maxUnescaped = 16_384;
const fourDigits = /^[0-9a-f]{4}$/i;
const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Walks through JSON that may be cut anywhere, and hands over the scalars at the wanted paths: keys in lower case joined
 * with dots, elements of an array under the path of the array. A string that the cut hit is handed over as far as it goes.
 *
 * Not a validator: whatever is no JSON yields nothing, or what could be made out. One pass, no recursion, never throws.
 */
export function scanJson(
  text: string,
  wanted: ReadonlySet<string>,
  visit: (path: string, value: JsonScalar) => void,
): void {
  const open: Container[] = [];
  let path: string | undefined = '';
  let at = 0;
  let deep = 0;
  while (at < text.length) {
    const sign = text.charAt(at);
    const container = open.at(-1);
    if (sign === '{' || sign === '[') {
      if (open.length > maxDepth) {
        deep += 1;
        path = undefined;
      } else open.push({ path: open.length < maxDepth ? path : undefined, isObject: sign === '{' });
      at++;
    } else if (sign === '}' || sign === ']') {
      if (deep > 0) deep -= 1;
      else open.pop();
      path = open.at(-1)?.path;
      at++;
    } else if (sign === '"') {
      const end = stringEnd(text, at + 1);
      const raw = { from: at + 1, to: end };
      at = end + 1;
      if (container?.isObject && isKey(text, at)) path = pathOf(container.path, text, raw);
      else if (path !== undefined && wanted.has(path)) visit(path, unescaped(text.slice(raw.from, raw.to)));
    } else if (isLiteralStart(sign)) {
      const end = literalEnd(text, at);
      if (path !== undefined && wanted.has(path)) {
        const value = literal(text.slice(at, Math.min(end, at + maxKeyLength)));
        if (value !== undefined) visit(path, value);
      }
      at = end;
    } else {
      at++;
    }
  }
}

function pathOf(parent: string | undefined, text: string, raw: { readonly from: number; readonly to: number }) {
  if (parent === undefined || raw.to - raw.from > maxKeyLength) return undefined;
  const key = unescaped(text.slice(raw.from, raw.to)).toLowerCase();
  return parent === '' ? key : `${parent}.${key}`;
}

function stringEnd(text: string, start: number): number {
  let at = text.indexOf('"', start);
  if (at < 0 || !isEscaped(text, at, start)) return at < 0 ? text.length : at;
  // There may be thousands: from here sign by sign.
  for (at += 1; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === 0x22) return at;
    if (sign === 0x5c) at += 1;
  }
  return text.length;
}

function isEscaped(text: string, at: number, start: number): boolean {
  let first = at;
  while (first > start && text.charCodeAt(first - 1) === 0x5c) first--;
  return (at - first) % 2 === 1;
}

function isKey(text: string, start: number): boolean {
  let at = start;
  while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at++;
  return text.charCodeAt(at) === 0x3a;
}

function isLiteralStart(sign: string): boolean {
  return (sign >= '0' && sign <= '9') || sign === '-' || sign === 't' || sign === 'f' || sign === 'n';
}

function literalEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && !' \t\r\n,]}":{['.includes(text.charAt(at))) at++;
  return at;
}

function literal(text: string): JsonScalar | undefined {
  if (text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** What is cut, or no escape of JSON's, is taken for what it seems to mean; to try `JSON.parse` first would throw for each. */
function unescaped(raw: string): string {
  let text = '';
  let at = 0;
  for (let next = raw.indexOf('\\'); next >= 0 && text.length < maxUnescaped; next = raw.indexOf('\\', at)) {
    const sign = raw.charAt(next + 1);
    const hex = sign === 'u' ? raw.slice(next + 2, next + 6) : undefined;
    const isCode = hex !== undefined && fourDigits.test(hex);
    text += raw.slice(at, next) + (isCode ? String.fromCharCode(Number.parseInt(hex, 16)) : meant(sign));
    at = next + (isCode ? 6 : 2);
  }
  return text + raw.slice(at);
}

function meant(sign: string): string {
  // What is cut, or no code, stands as it came.
  if (sign === '' || sign === 'u') return `\\${sign}`;
  return escapes[sign] ?? sign;
}
