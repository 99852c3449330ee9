// SPDX-License-Identifier: Apache-2.0
import { CAUSES, type CauseName } from '../../understand/causes.ts';
import { formatCaller, formatTime } from '../report/format.ts';
import type { ReportedCall } from '../report/ReportedCall.ts';
import { printable } from '../terminal/printable.ts';
import type { Terminal } from '../terminal/Terminal.ts';

/** After the first failure of a cause, these are said again as a count. */
const MILESTONES: ReadonlySet<number> = new Set([10, 100, 1_000, 10_000, 100_000, 1_000_000]);

/** Tells of failures as they happen: each cause once in full, then only how often it was met. */
export class LiveFailures {
  readonly #terminal: Terminal;
  readonly #write: (line: string) => void;
  readonly #counts = new Map<CauseName, number>();

  constructor(options: { readonly terminal: Terminal; readonly write: (line: string) => void }) {
    this.#terminal = options.terminal;
    this.#write = options.write;
  }

  see(call: ReportedCall): void {
    const { cause } = call;
    if (call.outcome !== 'failure' || cause === undefined || !Object.hasOwn(CAUSES, cause)) return;
    const count = (this.#counts.get(cause) ?? 0) + 1;
    this.#counts.set(cause, count);
    const { paint } = this.#terminal;
    const start = `${paint('dim', `keyvault-otel ${formatTime(call.at)}`)} ${paint('bad', cause)}`;
    if (count === 1) {
      const who = call.caller === undefined ? '' : ` as ${formatCaller(call.caller)}`;
      const missing = call.missing === undefined ? '' : `, missing ${call.missing}`;
      const what = printable(`${call.operation} on ${call.vault ?? call.host}${who}${missing}`);
      this.#write(`${start} ${call.status ?? 'no response'}: ${what}. ${CAUSES[cause].remedy}`);
    } else if (MILESTONES.has(count)) {
      this.#write(`${start}: ${count} times by now`);
    }
  }
}
