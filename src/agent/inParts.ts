// SPDX-License-Identifier: Apache-2.0
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { reportOnce } from '../host/guarded.ts';
import { PlainError } from '../host/PlainError.ts';

/**
 * Does something with all items at once or, where it throws, with ever smaller parts of them: a program may record what no
 * exporter can write, as a span whose name is no text, and what comes with it should not be lost for that.
 */
export function inParts<Item>(items: readonly Item[], use: (part: Item[]) => void): void {
  try {
    use([...items]);
  } catch (cause) {
    if (items.length <= 1) {
      const message = 'something that the program recorded cannot be sent and is left out';
      reportOnce('export', new PlainError(message, { cause }));
      return;
    }
    const half = items.length >> 1;
    inParts(items.slice(0, half), use);
    inParts(items.slice(half), use);
  }
}

/**
 * As {@link inParts}, for an exporter.
 *
 * @param done Called once with the result of all parts; `undefined` where none could be sent.
 */
export function exportInParts<Item>(
  items: readonly Item[],
  exportPart: (part: Item[], done: (result: ExportResult) => void) => void,
  done: (result: ExportResult | undefined) => void,
): void {
  let pending = 1;
  let result: ExportResult | undefined;
  const settle = (next: ExportResult | undefined): void => {
    pending -= 1;
    if (result === undefined || result.code === ExportResultCode.SUCCESS) result = next ?? result;
    if (pending === 0) done(result);
  };
  inParts(items, (part) => {
    pending += 1;
    try {
      exportPart(part, settle);
    } catch (error) {
      pending -= 1;
      throw error;
    }
  });
  settle(undefined);
}
