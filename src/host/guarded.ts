// SPDX-License-Identifier: Apache-2.0
import { openTelemetryGlobal } from './openTelemetryGlobal.ts';
import { PlainError } from './PlainError.ts';
import { preloadGlobal } from './preloadGlobal.ts';

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

/**
 * Logs an internal error once for each entry. The message of the error is left out, unless it is a {@link PlainError}: it may
 * quote what was being read. Where the program has no logger it is not told, unless the preload is there, which has to.
 */
export function reportOnce(entry: string, error: unknown): void {
  try {
    const isPlain = PlainError.is(error);
    const subject = isPlain ? error.message : entry;
    if (reported.has(subject)) return;
    reported.add(subject);
    const message = isPlain
      ? `keyvault-otel: ${error.message}`
      : `keyvault-otel: ${entry} failed; the program is not affected. Please report: ${whereOf(error)}`;
    const { diag } = openTelemetryGlobal() ?? {};
    if (diag === undefined) preloadGlobal()?.say(message);
    else diag.error(message);
  } catch {
    // A logger that throws is the host's business; there is nowhere left to say so.
  }
}

function whereOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 4).map((line) => line.trim())].join(' ');
}
