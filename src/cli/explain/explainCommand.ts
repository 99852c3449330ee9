// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync, readSync } from 'node:fs';
import { Command } from 'commander';
import type { VaultEndpoint } from '../../understand/Endpoint.ts';
import { CliError } from '../CliError.ts';
import { parseVault } from '../parseVault.ts';
import { printableJson } from '../terminal/printable.ts';
import { terminalOf } from '../terminal/Terminal.ts';
import { wrapText } from '../terminal/wrapText.ts';
import { explainText } from './explainText.ts';
import { renderExplained } from './renderExplained.ts';
import { suggestCommands } from './suggestCommands.ts';

interface Options {
  readonly vault?: VaultEndpoint;
  readonly json?: boolean;
}

const MAX_BYTES = 256 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;
const NOTHING_FOUND = 1;

export function explainCommand(): Command {
  return new Command('explain')
    .summary('tell the cause of an error that you have as text')
    .description(
      'Reads what you have (an error body, what an Azure SDK or the Azure CLI or Terraform printed, curl -v, a log, a HAR file, an access token) and tells the cause, the evidence, who has to act and what to do. Nothing is sent anywhere, and a token is not printed back.',
    )
    .argument('[file]', 'a file, or - for standard input', '-')
    .option('-v, --vault <url>', 'the vault that it is about, where the text does not say', parseVault)
    .option('-j, --json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ keyvault-otel explain error.txt
  $ terraform apply 2>&1 | keyvault-otel explain
  $ curl -v https://contoso.vault.azure.net/secrets/x?api-version=7.5 2>&1 | keyvault-otel explain -
  $ keyvault-otel explain vault.azure.net.har
  $ az account get-access-token --resource https://vault.azure.net --query accessToken -o tsv |
      keyvault-otel explain --vault https://contoso.vault.azure.net

Exit codes:
  0  something was explained
  1  nothing that could be explained was found
  2  wrong use, or a file that cannot be read`,
    )
    .action((file: string, options: Options) => {
      process.exitCode = explain(read(file), options);
    });
}

function explain(text: string, { vault, json }: Options): number {
  const explained = explainText(text, { vault });
  const { errors, tokens } = explained;
  if (json === true) {
    const withCommands = errors.map((error) => ({ ...error, commands: suggestCommands(error.diagnosis) }));
    process.stdout.write(`${printableJson({ errors: withCommands, tokens }, 2)}\n`);
  } else if (errors.length + tokens.length > 0) {
    process.stdout.write(renderExplained(explained, terminalOf(process.stdout)));
  }
  if (errors.length + tokens.length > 0) return 0;
  const lines = wrapText(
    text.trim() === ''
      ? 'There was no text to explain.'
      : 'Found no error of Key Vault, Managed HSM or Microsoft Entra ID in the text, and no access token. The whole error with its message, or the output of `curl -v`, tells most.',
    terminalOf(process.stderr).width,
  );
  process.stderr.write(`${lines.join('\n')}\n`);
  return NOTHING_FOUND;
}

function read(file: string): string {
  if (file === '-' && process.stdin.isTTY) {
    process.stderr.write('Paste the error, then press Ctrl+D on a line of its own:\n');
  }
  try {
    return decoded(readBytes(file === '-' ? 0 : file));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : '';
    throw new CliError(`${file} cannot be read${reason === '' ? '' : `: ${reason}`}.`);
  }
}

function readBytes(source: string | 0): Buffer {
  const descriptor = source === 0 ? 0 : openSync(source, 'r');
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    while (size < MAX_BYTES) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const count = readChunk(descriptor, chunk);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      size += count;
    }
  } finally {
    if (descriptor !== 0) closeSync(descriptor);
  }
  return Buffer.concat(chunks);
}

function readChunk(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk);
    } catch (error) {
      const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
      // Standard input of a terminal or a pipe that nobody has written to yet.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      else if (code === 'EOF') return 0;
      else throw error;
    }
  }
}

/** PowerShell writes UTF-16 into files. */
function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return swapped(bytes.subarray(2)).toString('utf16le');
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** UTF-16 in the other order of bytes; an odd one at the end is no sign. */
function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
}
