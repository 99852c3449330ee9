// SPDX-License-Identifier: Apache-2.0
import { decodeCredential } from '../../understand/decodeCredential.ts';
import type { Identity } from '../../understand/Identity.ts';

const MAX_TOKENS = 10;
/** The two parts that are JSON begin with `{"`, and so with `eyJ`. */
const TOKEN = /\beyJ[\w-]{5,16384}\.eyJ[\w-]{5,32768}\.[\w-]{0,8192}/g;

/** The claims of the access tokens in a text. The tokens themselves stay where they are. */
export function findTokens(text: string): readonly Identity[] {
  const found: Identity[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    const { identity } = decodeCredential(`Bearer ${token}`);
    if (identity === undefined) continue;
    if (!found.some((known) => JSON.stringify(known) === JSON.stringify(identity))) found.push(identity);
    if (found.length >= MAX_TOKENS) break;
  }
  return found;
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
