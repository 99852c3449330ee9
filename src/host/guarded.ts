// SPDX-License-Identifier: Apache-2.0
import { diag } from '@opentelemetry/api';
import { openTelemetryGlobal } from './openTelemetryGlobal.ts';

const reported = new Set<string>();
let sayWithoutLogger: (message: string) => void = () => {};

// Not by class: each file of the build has its own.
const PLAIN = Symbol.for('keyvault-otel.plain-error');

/** An error that says what the user can do, and quotes nothing: its message is logged as it stands. */
export class PlainError extends Error {
  readonly [PLAIN] = true;
}

function isPlain(error: unknown): error is PlainError {
  return error instanceof Error && Object.hasOwn(error, PLAIN);
}

/**
 * Takes what goes wrong while no logger is registered with OpenTelemetry. The preload has to say it; the library leaves it
 * to the program whether anything is logged.
 */
export function onReportWithoutLogger(say: (message: string) => void): void {
  sayWithoutLogger = say;
}

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
 * quote what was being read.
 */
export function reportOnce(entry: string, error: unknown): void {
  try {
    const message = isPlain(error)
      ? error.message
      : `${entry} failed; the program is not affected. Please report: ${whereOf(error)}`;
    const subject = isPlain(error) ? message : entry;
    if (reported.has(subject)) return;
    reported.add(subject);
    if (openTelemetryGlobal()?.diag === undefined) sayWithoutLogger(`keyvault-otel: ${message}`);
    else diag.error(`keyvault-otel: ${message}`);
  } catch {
    // A logger that throws is the host's business; there is nowhere left to say so.
  }
}

function whereOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 4).map((line) => line.trim())].join(' ');
}
