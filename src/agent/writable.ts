// SPDX-License-Identifier: Apache-2.0
import { attempt, reportOnce } from '../host/guarded.ts';
import { PlainError } from '../host/PlainError.ts';

const LEFT_OUT = 'something that the program recorded cannot be sent and is left out';

/**
 * The items that can be written alone, if any: a program may record what no exporter can write, as a span whose name is no
 * text, and what comes with it should not be lost for that.
 */
export function writable<Item>(items: readonly Item[], write: (part: Item[]) => unknown): Item[] | undefined {
  const rest = items.filter((item) => {
    try {
      write([item]);
      return true;
    } catch (cause) {
      reportOnce('export', new PlainError(LEFT_OUT, { cause }));
      return false;
    }
  });
  return rest.length > 0 ? rest : undefined;
}

interface Sending<Items> {
  /** Hands them to an exporter, which calls back. */
  readonly send: (items: Items) => void;
  /** Those that can be written, of what {@link send} has thrown for; `undefined` where there are none. */
  readonly reduced: () => Items | undefined;
  /** Called where nothing is handed over. */
  readonly failed: () => void;
}

/** Hands all items to an exporter or, where it throws, those that can be written, once: it takes few exports at a time. */
export function sendWritable<Items>(all: Items, { send, reduced, failed }: Sending<Items>): void {
  try {
    send(all);
  } catch {
    const isSent = attempt('export', () => {
      const rest = reduced();
      if (rest !== undefined) send(rest);
      return rest !== undefined;
    });
    if (isSent !== true) failed();
  }
}
