// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import type { DemoOptions, DemoResult } from '../../../demo/runDemo.ts';
import { CliError } from '../CliError.ts';
import { numberOption } from '../numberOption.ts';
import { renderText } from '../report/renderText.ts';
import { checkWritable, parseReportFile, writeReport } from '../report/reportFile.ts';
import { terminalOf } from '../terminal/Terminal.ts';
import { wrapText } from '../terminal/wrapText.ts';

/** What the demo of a checkout offers; it comes from beside `dist/`, and is not in the published package. */
interface DemoModule {
  readonly runDemo: (options: DemoOptions) => Promise<DemoResult | undefined>;
  readonly DEMO_NAMES: readonly (readonly [name: string, description: string])[];
}

interface Options {
  readonly scenario: string;
  readonly continuous?: boolean;
  readonly rate: number;
  readonly duration?: number;
  readonly list?: boolean;
  readonly report: readonly string[];
}

const DEMO_MODULE = new URL('../../demo/runDemo.ts', import.meta.url);

export function demoCommand(): Command {
  return new Command('demo')
    .summary('show it all against a fake vault')
    .description(
      'Runs a program with the real Azure SDK against a fake of Key Vault and Entra ID on this machine, and reports what was seen. Needs a checkout of the project: the fake and the Azure SDK are not in the published package.',
    )
    .option('-s, --scenario <name>', 'what happens: all, or one of --list', 'all')
    .option('-l, --list', 'list the scenarios')
    .option('-c, --continuous', 'go on until Ctrl+C, to fill dashboards')
    .option('-r, --rate <number>', 'steps in a second, with --continuous', numberOption('--rate', 0.1, 100), 2)
    .option('-d, --duration <seconds>', 'end a continuous demo by itself', numberOption('--duration', 1, 604_800))
    .option('--report <file>', 'write a report too, .html or .json; may be given more than once', parseReportFile, [])
    .addHelpText(
      'after',
      `
Telemetry goes to OTEL_EXPORTER_OTLP_ENDPOINT, or to a receiver that the demo starts and counts for itself.

Examples:
  $ npm run demo
  $ npm run demo -- --scenario firewall
  $ OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 npm run demo -- --continuous --rate 5

Exit codes:
  0  the demo ran
  2  wrong use, or not a checkout of the project`,
    )
    .action(async (options: Options) => {
      const demo = await loadDemo();
      if (options.list === true) {
        for (const [name, description] of demo.DEMO_NAMES) process.stdout.write(`${name.padEnd(16)}${description}\n`);
        return;
      }
      for (const file of options.report) checkWritable(file);
      const result = await demo.runDemo({
        scenario: options.scenario,
        rate: options.continuous === true ? options.rate : undefined,
        duration: options.duration,
        say: (text) => process.stderr.write(`${text}\n`),
      });
      if (result === undefined) throw new CliError(`There is no scenario '${options.scenario}': see --list.`);
      show(result);
      for (const file of options.report) writeReport(file, result.report);
    });
}

async function loadDemo(): Promise<DemoModule> {
  if (!existsSync(DEMO_MODULE)) {
    throw new CliError(
      'The demo needs a checkout of the project, because the fake vault and the Azure SDK are not in the published package: clone https://github.com/keyvault-otel/keyvault-otel, then run `npm ci && npm run demo`. To look at your own program: keyvault-otel run -- node app.js',
    );
  }
  if (process.features.typescript === false) {
    throw new CliError(
      `The demo needs Node 22.18 or later, which \`npm run demo\` brings; this is ${process.version}.`,
    );
  }
  return (await import(DEMO_MODULE.href)) as DemoModule;
}

function show({ report, destination, exitCode }: DemoResult): void {
  const terminal = terminalOf(process.stdout);
  const lines = destination.flatMap((text) => wrapText(text, terminal.width - 2)).map((line) => `  ${line}`);
  process.stdout.write(`\n${renderText(report, terminal)}\n\n${terminal.paint('strong', 'Telemetry')}\n`);
  process.stdout.write(`${lines.join('\n')}\n`);
  if (exitCode !== 0) process.exitCode = 1;
}
