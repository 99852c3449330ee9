// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnose, type ErrorFields, type HeaderValues } from '../../src/diagnosis.ts';

interface Case {
  readonly id: string;
  readonly status: number;
  readonly request: { readonly method: string; readonly url: string };
  readonly requestHeaders?: HeaderValues | null;
  readonly responseHeaders?: HeaderValues | null;
  readonly body: string;
  readonly expectedCause: string;
  readonly expectedOperation?: string;
  readonly expectedFields?: ErrorFields;
  readonly followedBy?: string;
}

const cases: readonly Case[] = readFileSync(new URL('../fixtures/responses.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));

describe('diagnose', () => {
  it.each(cases.map((each) => [each.id, each] as const))('tells the cause of %s', (_, each) => {
    const diagnosis = diagnose({
      request: { ...each.request, headers: each.requestHeaders ?? undefined },
      response: { status: each.status, headers: each.responseHeaders ?? undefined, body: each.body },
      followedByCredentials: each.followedBy === undefined ? undefined : each.followedBy !== 'none',
    });

    if (each.expectedCause === 'not_key_vault') {
      expect(diagnosis).toBeUndefined();
      return;
    }
    expect(diagnosis?.cause).toBe(each.expectedCause === 'none' ? undefined : each.expectedCause);
    expect(diagnosis?.outcome === 'success').toBe(each.expectedCause === 'none');
    if (each.expectedOperation) expect(diagnosis?.operation).toBe(each.expectedOperation);
    if (each.expectedFields) expect(diagnosis?.error?.fields).toMatchObject(each.expectedFields);
  });
});
