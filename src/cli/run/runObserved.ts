// SPDX-License-Identifier: Apache-2.0
import { type StdioOptions, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import crossSpawn from 'cross-spawn';
import { CliError } from '../CliError.ts';
import type { ReportedCall } from '../report/ReportedCall.ts';
import type { SpoolLine } from '../reporter/spool.ts';
import { observedEnvironment } from './observedEnvironment.ts';
import { SpoolReader } from './SpoolReader.ts';

/** How often what the program did is looked at, in ms. */
const READ_INTERVAL = 250;
/** Signals that are handed on; those that only a terminal sends reach the program by themselves. */
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGUSR2'] as const;
const FROM_TERMINAL = ['SIGINT', 'SIGQUIT'] as const;

export interface RunOptions {
  readonly command: readonly [program: string, ...args: string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Files of the reporter and the preload. */
  readonly reporter: string;
  readonly register: string;
  readonly stdio?: StdioOptions;
  readonly onCall: (call: ReportedCall) => void;
  readonly onDropped: (count: number) => void;
  readonly onUnsupported: (version: string) => void;
  /** Called at most once: something of what was seen could not be written or cannot be read any more. */
  readonly onLoss: () => void;
}

export interface RunResult {
  /** `null` when a signal ended the program. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs a program and tells of every call to a vault or token endpoint that it and its children make. Signals are handed
 * on; exit code and signal come back.
 *
 * @throws what `spawn` reports when the program cannot be started, e.g. `ENOENT`; {@link CliError} before that.
 */
export async function runObserved(options: RunOptions): Promise<RunResult> {
  const spool = makeSpool(tmpdir());
  const { onLoss } = options;
  const reader = new SpoolReader({ directory: spool, onLine: (line) => take(line, options), onLoss });
  const timer = setInterval(() => reader.read(), READ_INTERVAL);
  try {
    const result = await runToEnd(options, spool);
    reader.read();
    return result;
  } finally {
    clearInterval(timer);
    removeSpool(spool);
  }
}

/** @throws no error of the file system: one with `ENOENT` would be taken for a program that is not there. */
function makeSpool(parent: string): string {
  try {
    return mkdtempSync(join(parent, 'keyvault-otel-'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new CliError(
      `Nothing can be written to the directory for temporary files, ${parent}${code}: TMPDIR has to name one that exists.`,
    );
  }
}

function removeSpool(spool: string): void {
  try {
    rmSync(spool, { recursive: true, force: true });
  } catch {
    // What a grandchild still writes may stay behind: how the program ended matters more.
  }
}

function runToEnd(options: RunOptions, spool: string): Promise<RunResult> {
  const { command, env, reporter, register, stdio = 'inherit' } = options;
  const [program, ...args] = command;
  const start = process.platform === 'win32' ? crossSpawn : spawn;
  const child = start(program, args, {
    env: observedEnvironment(env, command, { spool, reporter, register }),
    stdio,
  });
  const stopForwarding = forwardSignals((signal) => child.kill(signal));
  return new Promise<RunResult>((resolve, reject) => {
    child.once('error', reject);
    // Not 'close': a grandchild that keeps the streams open must not hold up the end.
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  }).finally(stopForwarding);
}

function forwardSignals(send: (signal: NodeJS.Signals) => void): () => void {
  // On a terminal Ctrl+C goes to the whole group: handed on as well, it would arrive twice.
  const handed = process.stdin.isTTY ? FORWARDED : [...FORWARDED, ...FROM_TERMINAL];
  const listeners = [...FORWARDED, ...FROM_TERMINAL]
    .filter((signal) => signal in constants.signals)
    .map((signal) => {
      const listener = () => {
        if (handed.some((one) => one === signal)) send(signal);
      };
      process.on(signal, listener);
      return () => process.off(signal, listener);
    });
  return () => {
    for (const stop of listeners) stop();
  };
}

function take(line: SpoolLine, { onCall, onDropped, onUnsupported }: RunOptions): void {
  if (line.type === 'call') onCall(line.call);
  else if (line.type === 'dropped') onDropped(line.count);
  else onUnsupported(line.version);
}
