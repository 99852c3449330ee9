// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { CliError } from '../CliError.ts';
import { CallBook } from '../report/CallBook.ts';
import { renderText } from '../report/renderText.ts';
import { checkWritable, parseReportFile, writeReport } from '../report/reportFile.ts';
import { printableJson } from '../terminal/printable.ts';
import { terminalOf } from '../terminal/Terminal.ts';
import { exitCodeOf, FAILED_ON_CAUSE, startFailureOf } from './exitCodeOf.ts';
import { type FailOn, parseFailOn, redCauses } from './failOn.ts';
import { LiveFailures } from './LiveFailures.ts';
import { exportsTelemetry } from './observedEnvironment.ts';
import { type RunResult, runObserved } from './runObserved.ts';
import { shownCommand } from './shownCommand.ts';

interface Options {
  readonly report: readonly string[];
  readonly json?: boolean;
  readonly failOn?: FailOn;
  readonly quiet?: boolean;
}

/** Signals that end a process and leave no core file. */
const PASSED_ON: ReadonlySet<NodeJS.Signals> = new Set(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL']);

export function runCommand(): Command {
  return new Command('run')
    .summary('run a program and report its calls to vaults')
    .description(
      'Runs a Node program, alone or through npm, npx or a script, and reports every call that it makes to Key Vault, Managed HSM and token endpoints. The program itself is not changed: input, output, signals and exit code are its own.',
    )
    .usage('[options] -- <command> [arguments]')
    .argument('<command...>', 'the program and its arguments')
    .option('-r, --report <file>', 'write a report, .html or .json; may be given more than once', parseReportFile, [])
    .option('-j, --json', 'print the report as one line of JSON on stdout, after everything that the program prints')
    .option('-f, --fail-on <causes>', 'exit with 3 when a cause was met: names, 401, 403, 429, or any', parseFailOn)
    .option('-q, --quiet', 'print neither failures as they happen nor the report')
    .passThroughOptions()
    .addHelpText(
      'after',
      `
Nothing is sent anywhere, unless the OTEL_* variables say where: then traces, metrics and events are exported as well.

Examples:
  $ keyvault-otel run -- node app.js
  $ keyvault-otel run --report report.html -- npm start
  $ keyvault-otel run --fail-on rbac_denied,firewall_denied -- npx vitest run
  $ OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 keyvault-otel run -- node app.js

Exit codes:
  as the program ended (128 and the number of the signal that ended it)
  1    the program ended with 0, and a report could not be written
  2    wrong use
  3    the program ended with 0, and a cause of --fail-on was met
  126  the program may not be executed
  127  there is no such program`,
    )
    .action(async (command: string[], options: Options) => {
      const { code, signal } = await run(command, options);
      process.exitCode = code;
      // Whoever waits for this process sees the same end as of the program.
      if (signal !== null && PASSED_ON.has(signal) && process.platform !== 'win32') process.kill(process.pid, signal);
    });
}

interface RunEnd {
  readonly code: number;
  readonly signal: NodeJS.Signals | null;
}

async function run([program = '', ...args]: readonly string[], options: Options): Promise<RunEnd> {
  const terminal = terminalOf(process.stderr);
  const write = (text: string): void => {
    process.stderr.write(`${text}\n`);
  };
  const isQuiet = options.quiet === true;
  const live = new LiveFailures({ terminal, write });
  const book = new CallBook();
  for (const file of options.report) checkWritable(file);
  if (process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') {
    write('keyvault-otel: OTEL_SDK_DISABLED is true, so nothing is observed.');
  }
  const result = await start({
    command: [program, ...args],
    env: process.env,
    reporter: beside('reporter.cjs'),
    register: beside('../register.cjs'),
    onCall: (call) => {
      book.add(call);
      if (!isQuiet) live.see(call);
    },
    onDropped: (count) => book.drop(count),
    onUnsupported: (version) => book.unsupported(version),
    onLoss: () => {
      book.lose();
      write('keyvault-otel: what the program does cannot be written or read any more, so the report is incomplete.');
    },
  });
  const report = book.report({ command: shownCommand([program, ...args]), ...result });
  if (!isQuiet && options.json !== true) write(`\n${renderText(report, terminal)}`);
  if (options.json === true) process.stdout.write(`${printableJson(report)}\n`);
  let isWritten = true;
  for (const file of options.report) {
    const trouble = writeReport(file, report);
    isWritten &&= trouble === undefined;
    if (trouble !== undefined) write(`keyvault-otel: ${trouble}`);
    else if (!isQuiet) write(`\nReport written to ${file}`);
  }
  if (!isQuiet && exportsTelemetry(process.env)) write('\nTelemetry was exported as the OTEL_* variables say.');
  const red = redCauses(report, options.failOn ?? []);
  if (red.length > 0) write(`\nkeyvault-otel: ${terminal.paint('bad', `failed on ${red.join(', ')}`)}`);
  const ofCommand = red.length > 0 ? FAILED_ON_CAUSE : Number(!isWritten);
  return { code: exitCodeOf(result) || ofCommand, signal: result.signal };
}

async function start(options: Parameters<typeof runObserved>[0]): Promise<RunResult> {
  try {
    return await runObserved(options);
  } catch (error) {
    const failure = startFailureOf(error);
    if (failure === undefined) throw error;
    throw new CliError(`${options.command[0]} could not be started: ${failure.reason}.`, failure.code);
  }
}

function beside(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
