// SPDX-License-Identifier: Apache-2.0

/** A mistake of the user: one sentence, shown without a stack. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 2) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}
