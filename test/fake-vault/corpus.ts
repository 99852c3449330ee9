// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

/** One response of the corpus, test/fixtures/responses.jsonl; the members that the fake uses. */
export interface CorpusRow {
  readonly id: string;
  readonly status: number;
  readonly request: { readonly method: string; readonly url: string };
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly expectedCause: string;
}

const rows: ReadonlyMap<string, CorpusRow> = new Map(
  readFileSync(new URL('../fixtures/responses.jsonl', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as CorpusRow)
    .map((row) => [row.id, row]),
);

export function findCorpusRow(id: string): CorpusRow | undefined {
  return rows.get(id);
}

/** Throws for an id that the corpus does not hold. */
export function corpusRow(id: string): CorpusRow {
  const row = rows.get(id);
  if (row === undefined) throw new Error(`no corpus row '${id}'`);
  return row;
}
