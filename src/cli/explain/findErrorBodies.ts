// SPDX-License-Identifier: Apache-2.0
import { type ErrorBody, readErrorBody } from '../../understand/readErrorBody.ts';
import { unescapedForms } from './plainText.ts';

/** JSON of an error somewhere in a text. */
export interface FoundBody {
  /** Where it begins in the form of the text in which it was found. */
  readonly index: number;
  /** That form. */
  readonly text: string;
  readonly json: string;
  readonly body: ErrorBody;
}

const MAX_BODIES = 50;
/** Places that are tried in one form of the text. */
const MAX_STARTS = 300;
const MAX_LENGTH = 64 * 1024;
/** What an error of a vault or token endpoint, and their wrappers, begin with. */
const START = /\{\s*"(?:error|error_description|error_codes|code|message|statusCode|exceptionMessage)"\s*:/gi;

/** Finds the JSON of errors in a text: as it is, inside a string of another JSON, or cut at its end. Linear, bounded. */
export function findErrorBodies(text: string): readonly FoundBody[] {
  const found = new Map<string, FoundBody>();
  for (const form of unescapedForms(text)) {
    let from = 0;
    let starts = 0;
    for (const match of form.matchAll(START)) {
      if (match.index < from) continue;
      if (++starts > MAX_STARTS) break;
      const json = objectAt(form, match.index);
      const body = readErrorBody('application/json', json);
      // A code alone is a part of what a tool took apart: the text around it tells more.
      if (body.message === '' && !/^(?:invalid|unauthorized|interaction|consent)_/.test(body.code ?? '')) continue;
      from = match.index + json.length;
      const key = [body.code?.toLowerCase(), body.message.replace(/\W+/g, ' ').slice(0, 80)].join('|');
      const known = found.get(key);
      // The less escaped form of the same body may have lost what a cut in the other hides.
      if (known === undefined || (known.body.innerCode === undefined && body.innerCode !== undefined)) {
        found.set(key, { index: match.index, text: form, json, body });
      }
      if (found.size >= MAX_BODIES) return [...found.values()];
    }
  }
  return [...found.values()];
}

/** From a brace to the one that closes it, or to the end of what may be looked at. */
function objectAt(text: string, start: number): string {
  const end = Math.min(text.length, start + MAX_LENGTH);
  let depth = 0;
  let isString = false;
  for (let at = start; at < end; at += 1) {
    const sign = text.charCodeAt(at);
    if (isString) {
      if (sign === 0x5c) at += 1;
      else if (sign === 0x22) isString = false;
    } else if (sign === 0x22) isString = true;
    else if (sign === 0x7b) depth += 1;
    else if (sign === 0x7d) {
      depth -= 1;
      if (depth === 0) return text.slice(start, at + 1);
    }
  }
  return text.slice(start, end);
}
