// SPDX-License-Identifier: Apache-2.0

/** Of a long log the end. */
const MAX_PARTS = 2_000;
/** Where one request of a transcript begins: `curl -v`, the log of a client library, a raw request. */
const STARTS: readonly RegExp[] = [
  /^> (?:GET|PUT|POST|PATCH|DELETE|HEAD) \S+ HTTP\//gm,
  /^.{0,200}\bRequest URL: '?https?:/gim,
  /^(?:GET|PUT|POST|PATCH|DELETE|HEAD) (?:https?:\/\/|\/)\S+/gm,
];

/** A line of a log, with what stands on the lines below it. */
const LOG_LINE = /^.{0,40}?\b\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}/gm;
/** What has none of these tells of no error. */
const HINT =
  /\b[45]\d\d\b|Forbidden|Unauthor|Throttl|too many|denied|not authorized|AADSTS|AKV1|\berror|fail|Credential|E[A-Z]{6,}|time/i;

/** The parts of a text that each hold one exchange, or one record of a log; the whole text where there is no more than one. */
export function splitTranscript(text: string): readonly string[] {
  const exchanges = splitAt(text, STARTS);
  if (exchanges.length > 1) return exchanges;
  const records = splitAt(text, [LOG_LINE]).filter((record) => HINT.test(record));
  return records.length > 1 ? records.slice(-MAX_PARTS) : [text];
}

function splitAt(text: string, starts: readonly RegExp[]): readonly string[] {
  for (const start of starts) {
    const indexes = [...text.matchAll(start)].map(({ index }) => index);
    if (indexes.length < 2) continue;
    // What stands in front of the first request (the connection, the command) belongs to it.
    return indexes.map((index, at) => text.slice(at === 0 ? 0 : index, indexes[at + 1]));
  }
  return [text];
}
