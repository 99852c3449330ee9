// SPDX-License-Identifier: Apache-2.0
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { describe, expect, it } from 'vitest';
import { exportInParts, inParts } from '../../src/agent/inParts.ts';

const SUCCESS: ExportResult = { code: ExportResultCode.SUCCESS };
const FAILED: ExportResult = { code: ExportResultCode.FAILED };

/** Throws for a part that holds 13. */
function write(part: readonly number[]): void {
  if (part.includes(13)) throw new Error('cannot be written');
}

describe('inParts', () => {
  it('does all at once where it can', () => {
    const parts: number[][] = [];
    inParts([1, 2, 3], (part) => parts.push(part));
    expect(parts).toEqual([[1, 2, 3]]);
  });

  it('leaves out what cannot be done alone, and nothing else', () => {
    const done: number[] = [];
    inParts([1, 13, 2, 3, 13, 4, 5], (part) => {
      write(part);
      done.push(...part);
    });
    expect(done).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('exportInParts', () => {
  const resultOf = (items: readonly number[], result: (part: readonly number[]) => ExportResult) => {
    const results: (ExportResult | undefined)[] = [];
    const answers: (() => void)[] = [];
    exportInParts(
      items,
      (part, done) => {
        write(part);
        answers.push(() => done(result(part)));
      },
      (total) => results.push(total),
    );
    for (const answer of answers) answer();
    return results;
  };

  it('is done once, when all parts are', () => {
    expect(resultOf([1, 13, 2], () => SUCCESS)).toEqual([SUCCESS]);
  });

  it('has failed where one part has', () => {
    expect(resultOf([1, 13, 2, 3], (part) => (part.includes(2) ? FAILED : SUCCESS))).toEqual([FAILED]);
  });

  it('is done without a result where nothing could be sent', () => {
    expect(resultOf([13], () => SUCCESS)).toEqual([undefined]);
  });
});
