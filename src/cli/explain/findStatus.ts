// SPDX-License-Identifier: Apache-2.0

const REASONS: Readonly<Record<string, number>> = {
  badrequest: 400,
  unauthorized: 401,
  forbidden: 403,
  notfound: 404,
  conflict: 409,
  toomanyrequests: 429,
  internalservererror: 500,
  badgateway: 502,
  serviceunavailable: 503,
  gatewaytimeout: 504,
};
const REASON =
  'Bad ?Request|Unauthorized|Forbidden|Not ?Found|Conflict|Too ?Many ?Requests|Internal ?Server ?Error|Bad ?Gateway|Service ?Unavailable|Gateway ?Time-?out';

/** How tools write a status, the surest first. */
const PATTERNS: readonly RegExp[] = [
  /\bHTTP\/[\d.]{1,3}["']?[ \t]+([1-5]\d{2})\b/g,
  /\bRESPONSE[ :]+([1-5]\d{2})\b/g,
  /\bstatus[ _-]?code["']?[ \t]{0,4}(?:does not indicate success|returned|of|is|was)?[ \t]{0,4}[:=]?\s{0,4}["'(]{0,2}([1-5]\d{2})\b/gi,
  /\b(?:http[ _-]?)?status["']?[ \t]{0,4}[:=]?[ \t]{0,4}["'(]{0,2}([1-5]\d{2})\b/gi,
  new RegExp(`\\b([1-5]\\d{2})\\)?[ :,-]{1,3}(?:${REASON})\\b`, 'gi'),
  /\bHTTP[ _-]?(?:error|code|response)?[ :=]{0,3}([1-5]\d{2})\b/gi,
  /\berror[ :=]{1,3}([45]\d{2})\b/gi,
];
const NAMED: readonly RegExp[] = [
  new RegExp(
    `status(?:[ _-]?code)?["']?[ \\t]{0,4}(?:of|is|was)?[ \\t]{0,4}[:=]?[ \\t]{0,4}["'(]{0,2}(${REASON})\\b`,
    'gi',
  ),
  new RegExp(`\\bcode["']?[ \\t]{0,4}[:=]?[ \\t]{0,4}["'(]{0,2}(${REASON})\\b`, 'gi'),
  new RegExp(`\\((${REASON})\\)`, 'gi'),
  new RegExp(`\\b(${REASON})\\b`, 'g'),
];

/**
 * The status that a text speaks of: the nearest one before a place, else the first after it; only statuses of errors.
 *
 * @param near index in the text; default its end.
 */
export function findStatus(text: string, near: number = text.length): number | undefined {
  for (const pattern of PATTERNS) {
    const status = nearest(text, pattern, near, (word) => Number(word));
    if (status !== undefined) return status;
  }
  for (const pattern of NAMED) {
    const status = nearest(text, pattern, near, (word) => REASONS[word.toLowerCase().replace(/[ -]/g, '')]);
    if (status !== undefined) return status;
  }
  return undefined;
}

function nearest(
  text: string,
  pattern: RegExp,
  near: number,
  statusOf: (word: string) => number | undefined,
): number | undefined {
  let before: number | undefined;
  for (const match of text.matchAll(pattern)) {
    const status = statusOf(match[1] ?? '');
    if (status === undefined || status < 400) continue;
    if (match.index > near) return before ?? status;
    before = status;
  }
  return before;
}
