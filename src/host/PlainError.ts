// SPDX-License-Identifier: Apache-2.0

// Not by class: each file of the build has its own.
const PLAIN = Symbol.for('keyvault-otel.plain-error');

/** An error that says what the user can do, and quotes nothing that is not ours: its message is logged as it stands. */
export class PlainError extends Error {
  readonly [PLAIN] = true;

  static is(error: unknown): error is PlainError {
    return error instanceof Error && Object.hasOwn(error, PLAIN);
  }
}
