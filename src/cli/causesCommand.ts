// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander';
import { CAUSES, type CauseInfo } from '../understand/causes.ts';
import { CliError } from './CliError.ts';
import { RESPONSIBLE_TEXTS, RETRY_TEXTS } from './report/format.ts';
import { renderFacts } from './terminal/renderFacts.ts';
import { terminalOf } from './terminal/Terminal.ts';

export function causesCommand(): Command {
  return new Command('causes')
    .summary('list every cause that can be named')
    .description('Lists every cause with what it is recognised by, who has to act, and what to do.')
    .argument('[name]', 'one cause, or a part of its name')
    .addHelpText(
      'after',
      `
Examples:
  $ keyvault-otel causes
  $ keyvault-otel causes firewall

Exit codes:
  0  something was listed
  2  wrong use, or no cause of that name`,
    )
    .action((name: string | undefined) => {
      const terminal = terminalOf(process.stdout);
      const found = Object.entries<CauseInfo>(CAUSES).filter(([cause]) => cause.includes(name?.toLowerCase() ?? ''));
      if (found.length === 0) throw new CliError(`There is no cause '${name}'.`);
      const lines = found.flatMap(([cause, { recognisedBy, responsible, retry, remedy, reference }]) => [
        terminal.paint('strong', cause),
        ...renderFacts(terminal, [
          ['seen by', recognisedBy],
          ['to act', `${RESPONSIBLE_TEXTS[responsible]}; ${RETRY_TEXTS[retry]}`],
          ['remedy', remedy],
          ['more', reference, 'dim'],
        ]),
      ]);
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}
