// SPDX-License-Identifier: Apache-2.0
import { decodeCredential } from '../../understand/decodeCredential.ts';
import type { Identity } from '../../understand/Identity.ts';

const MAX_TOKENS = 10;
/** What looks like tokens and is none, before it is no longer tried. */
const MAX_BROKEN = 1_000;
const MAX_HEADER = 16_384;
const MAX_CLAIMS = 32_768;
const MAX_SIGNATURE = 8_192;
const MIN_PART = 8;
/** Words of a token, and what is written together with it. */
const WORDS = /[\w.-]+/g;

/** The claims of the access tokens in a text. The tokens themselves stay where they are. */
export function findTokens(text: string): readonly Identity[] {
  const found: Identity[] = [];
  let broken = 0;
  for (const [words] of text.matchAll(WORDS)) {
    for (const token of tokensIn(words)) {
      const { identity } = decodeCredential(`Bearer ${token}`);
      if (identity === undefined) {
        broken += 1;
      } else if (!found.some((known) => JSON.stringify(known) === JSON.stringify(identity))) {
        found.push(identity);
      }
      if (found.length >= MAX_TOKENS || broken >= MAX_BROKEN) return found;
    }
  }
  return found;
}

/**
 * The two parts that are JSON begin with `{"`, and so with `eyJ`. Every part is looked at once: one pattern for the whole
 * begins anew at each `eyJ`, and takes minutes for a text that is made of them.
 */
function* tokensIn(words: string): Generator<string> {
  if (!words.includes('.eyJ')) return;
  const parts = words.split('.');
  for (let at = 0; at + 2 < parts.length; at += 1) {
    const [first = '', claims = '', signature = ''] = parts.slice(at, at + 3);
    const header = claims.startsWith('eyJ') ? headerIn(first) : undefined;
    if (header === undefined || claims.length < MIN_PART || claims.length > MAX_CLAIMS) continue;
    yield [header, claims, signature.slice(0, MAX_SIGNATURE)].join('.');
    at += 2;
  }
}

/** A token may stand behind a word and a hyphen. */
function headerIn(part: string): string | undefined {
  const start = part.search(/\beyJ/);
  const length = part.length - start;
  return start < 0 || length < MIN_PART || length > MAX_HEADER ? undefined : part.slice(start);
}

/** Whether a text is nothing but one token, or the answer of a token endpoint. */
export function isTokenAlone(text: string): boolean {
  const trimmed = text.trim();
  if (/^(?:authorization:\s*)?(?:bearer\s+)?["']?eyJ[\w.-]+["']?$/i.test(trimmed)) return true;
  return /^\{[\s\S]{0,2000}"access_?token"\s*:\s*"eyJ/i.test(trimmed);
}

/** The text with a word in the place of everything that could be a token or a part of one. */
export function withoutTokens(text: string): string {
  return text.replace(/eyJ[\w-]{5,}(?:\.[\w-]*){0,4}/g, '<token>');
}
