// SPDX-License-Identifier: Apache-2.0
import { diag } from '@opentelemetry/api';

const reported = new Set<string>();

/**
 * The boundary between the host and the agent: nothing that goes wrong inside reaches the program.
 *
 * @param entry Names the entry in the one message that is logged for it.
 */
export function guarded<Input>(entry: string, handle: (input: Input) => void): (input: unknown) => void {
  return (input) => {
    try {
      handle(input as Input);
    } catch (error) {
      reportOnce(entry, error);
    }
  };
}

/** As {@link guarded}, for a step inside an entry: what comes after the step still happens. */
export function attempt<Result>(entry: string, step: () => Result): Result | undefined {
  try {
    return step();
  } catch (error) {
    reportOnce(entry, error);
    return undefined;
  }
}

/** Logs an internal error once for each entry. The message of the error is left out: it may quote what was being read. */
export function reportOnce(entry: string, error: unknown): void {
  try {
    if (reported.has(entry)) return;
    reported.add(entry);
    diag.error(`keyvault-otel: ${entry} failed; the program is not affected. Please report: ${whereOf(error)}`);
  } catch {
    // A logger that throws is the host's business; there is nowhere left to say so.
  }
}

function whereOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 4).map((line) => line.trim())].join(' ');
}
