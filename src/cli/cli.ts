// SPDX-License-Identifier: Apache-2.0
import { Command, CommanderError } from 'commander';
import { SCOPE_VERSION } from '../record/scope.ts';
import { CliError } from './CliError.ts';
import { causesCommand } from './causesCommand.ts';
import { demoCommand } from './demo/demoCommand.ts';
import { doctorCommand } from './doctor/doctorCommand.ts';
import { explainCommand } from './explain/explainCommand.ts';
import { runCommand } from './run/runCommand.ts';

/** Exit code of a wrong use. */
const USAGE_ERROR = 2;

/** Runs the command; every end sets `process.exitCode`, and a mistake of the user shows no stack. */
export async function runCli(args: readonly string[]): Promise<void> {
  // `keyvault-otel explain ... | head` closes the pipe early.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const program = new Command('keyvault-otel')
    .description('Tells who called Azure Key Vault, and why it answered 401, 403 or 429.')
    .version(SCOPE_VERSION)
    .helpCommand(false)
    .showHelpAfterError('Add --help for help.')
    .enablePositionalOptions();
  for (const command of [runCommand(), explainCommand(), doctorCommand(), causesCommand(), demoCommand()])
    program.addCommand(command.copyInheritedSettings(program));
  overrideExit(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = codeOf(error);
  }
}

function overrideExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) overrideExit(child);
}

function codeOf(error: unknown): number {
  // Commander has said what is wrong; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR;
  const { message, exitCode } = error instanceof CliError ? error : { message: unexpected(error), exitCode: 1 };
  process.stderr.write(`keyvault-otel: ${message}\n`);
  return exitCode;
}

function unexpected(error: unknown): string {
  if (process.env['KEYVAULT_OTEL_DEBUG'] === '1' && error instanceof Error) return error.stack ?? error.message;
  const text = error instanceof Error ? error.message : String(error);
  return `${text} (this should not happen; KEYVAULT_OTEL_DEBUG=1 shows where)`;
}
