// SPDX-License-Identifier: Apache-2.0
import { Command, InvalidArgumentError } from 'commander';
import type { VaultEndpoint } from '../../understand/Endpoint.ts';
import { numberOption } from '../numberOption.ts';
import { parseVault } from '../parseVault.ts';
import { printable, printableJson } from '../terminal/printable.ts';
import { type Style, terminalOf } from '../terminal/Terminal.ts';
import { wrapText } from '../terminal/wrapText.ts';
import type { DoctorStep, Verdict } from './DoctorStep.ts';
import { runDoctor } from './runDoctor.ts';

interface Options {
  readonly vault: VaultEndpoint;
  readonly read?: string;
  readonly timeout: number;
  readonly json?: boolean;
}

const INDENT = 9;
const TITLES: Readonly<Record<DoctorStep['name'], string>> = {
  name: 'Name resolution',
  tls: 'TLS',
  challenge: 'Challenge',
  clock: 'Clock',
  credential: 'Credential',
  token: 'Token',
  read: 'Read',
};
const VERDICTS: Readonly<Record<Verdict, readonly [word: string, style: Style]>> = {
  ok: ['ok', 'good'],
  warning: ['warning', 'warn'],
  failure: ['FAILED', 'bad'],
  skipped: ['skipped', 'dim'],
};

export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('check from here what a call to a vault needs')
    .description(
      "Checks from this machine, in order, what a call to a vault needs: name, TLS, challenge, clock, the credential of @azure/identity's default chain, its token, and with --read one call. Needs no right on the vault, and changes nothing.",
    )
    .requiredOption('-v, --vault <url>', 'the vault or Managed HSM', parseVault)
    .option(
      '-r, --read <object>',
      'read this object too: a secret by its name, or keys/name, certificates/name',
      parseObject,
    )
    .option('-t, --timeout <seconds>', 'how long each step may take', numberOption('--timeout', 1, 300), 20)
    .option('-j, --json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ keyvault-otel doctor --vault https://contoso.vault.azure.net
  $ keyvault-otel doctor --vault contoso --read database-password
  $ keyvault-otel doctor --vault https://contoso.managedhsm.azure.net --read keys/signing-key

Exit codes:
  0  every step is ok, skipped or a warning
  1  a step failed
  2  wrong use`,
    )
    .action(async (options: Options) => {
      process.exitCode = await doctor(options);
    });
}

async function doctor({ vault, read, timeout, json }: Options): Promise<number> {
  const terminal = terminalOf(process.stdout);
  const show = ({ name, verdict, found, cause, remedy, reference }: DoctorStep): void => {
    const [word, style] = VERDICTS[verdict];
    const { paint } = terminal;
    const start = `${paint(style, word.padEnd(INDENT))}${paint('strong', TITLES[name])}`;
    const details = [...found.map(printable), ...(remedy === undefined ? [] : [`Remedy: ${remedy}`])];
    const lines = [
      cause === undefined ? start : `${start}  ${paint(style, cause)}`,
      ...details.flatMap((text) => wrapText(text, terminal.width - INDENT)),
      ...(reference === undefined ? [] : [paint('dim', reference)]),
    ];
    process.stdout.write(`${lines.join(`\n${' '.repeat(INDENT)}`)}\n`);
  };
  const steps = await runDoctor({
    endpoint: vault,
    object: read,
    directory: process.cwd(),
    timeout: timeout * 1000,
    onStep: json === true ? () => undefined : show,
  });
  if (json === true) process.stdout.write(`${printableJson({ vault: vault.host, steps }, 2)}\n`);
  return steps.some(({ verdict }) => verdict === 'failure') ? 1 : 0;
}

function parseObject(value: string): string {
  const found = /^(?:(secrets|keys|certificates)\/)?([0-9a-zA-Z-]{1,127})$/.exec(value);
  if (found === null)
    throw new InvalidArgumentError('Expected the name of a secret, or keys/name or certificates/name.');
  return `${found[1] ?? 'secrets'}/${found[2] ?? ''}`;
}
