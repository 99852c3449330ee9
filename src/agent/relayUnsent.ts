// SPDX-License-Identifier: Apache-2.0
import type { SpawnSyncOptions } from 'node:child_process';
import { PlainError } from '../host/PlainError.ts';
import { preloadGlobal } from '../host/preloadGlobal.ts';
import { relayProgram } from './loadChunk.ts';
import { NO_TIME, type Relayed } from './Relayed.ts';
import type { Unsent } from './Unsent.ts';

/** Options of Node that decide whether and how a connection is made; all others stay with the parent. */
const NETWORK_OPTION =
  /^--(?:use-(?:system|openssl|bundled)-ca|use-env-proxy|tls-|dns-result-order|(?:no-)?network-family|openssl-)/;

/** Those of them that have a value, when it is not in the same word. */
const TAKES_VALUE =
  /^--(?:dns-result-order|tls-(?:cipher-list|keylog)|network-family-autoselection-attempt-timeout|openssl-config)$/;
const EXPORTING = /^OTEL_/;

/** How the relay ended. */
export interface Relay {
  readonly isSent: boolean;
  /** What the collector or the connection to it said; empty where there was no time for it. */
  readonly reason: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that say where telemetry goes, as they are now. */
export function exportingVariables(): Environment {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => EXPORTING.test(name)));
}

/**
 * Hands telemetry to a short-lived child and waits for it, synchronously: the only way out of a process that has begun
 * to exit.
 *
 * @param options.timeout Milliseconds after which the child is ended.
 * @param options.exporting Variables of the environment that say where to send it: the program may have changed its own.
 * @returns Whether all of it was taken, or why not.
 * @throws {PlainError} Where there can be no child: under Node's permission model, and in a single executable.
 */
export function relayUnsent(
  unsent: readonly Unsent[],
  { timeout, exporting }: { readonly timeout: number; readonly exporting: Environment },
): Relay {
  if (isSingleExecutable()) {
    throw new PlainError(
      'the last telemetry is lost: at process.exit() a child sends it, and in a single executable a child would be the program again. Let it end by itself',
    );
  }
  // Loaded only now: at the start of a process they would cost more than all else of the agent.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { serialize } = process.getBuiltinModule('node:v8');
  const relayed: Relayed = { unsent, files: preloadGlobal()?.files ?? new Map(), timeout };
  const child: SpawnSyncOptions = {
    input: serialize(relayed),
    timeout,
    killSignal: 'SIGKILL',
    stdio: ['pipe', 'pipe', 'ignore'],
    encoding: 'utf8',
    windowsHide: true,
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !EXPORTING.test(name))),
      ...exporting,
      NODE_OPTIONS: networkOptions(wordsOf(process.env['NODE_OPTIONS'] ?? '')).join(' '),
      // Given as undefined, or Node would pass its own value on and the child would write a report of coverage.
      NODE_V8_COVERAGE: undefined,
      // Electron is a Node only when told so.
      ...('electron' in process.versions ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
    },
  };
  try {
    const { status, signal, error, stdout } = spawnSync(
      process.execPath,
      [...networkOptions(process.execArgv), ...relayProgram()],
      child,
    );
    const said = String(stdout ?? '');
    const reason = said.trim();
    const isLate = codeOf(error) === 'ETIMEDOUT' || status === NO_TIME;
    if (isLate && said === '') {
      const late = `the child that sends it had not started after ${timeout} ms; a longer KEYVAULT_OTEL_EXIT_TIMEOUT helps`;
      return { isSent: false, reason: late };
    }
    // It has something to say of all that it fails in, once it runs.
    if (!isLate && status !== 0 && reason === '') {
      // Where it ends before it has read everything, that is an error too.
      const hasRun = typeof status === 'number';
      const why = hasRun ? `exit code ${status}; is agent-relay.cjs beside register.cjs?` : (codeOf(error) ?? signal);
      throw new PlainError(`the last telemetry is lost: the child that sends it at process.exit() failed (${why})`);
    }
    return { isSent: status === 0, reason: isLate ? '' : reason };
  } catch (cause) {
    if (codeOf(cause) !== 'ERR_ACCESS_DENIED') throw cause;
    throw new PlainError(
      'the last telemetry is lost: at process.exit() a child sends it, and this process may start none. Let it end by itself, or start Node with --allow-child-process',
      { cause },
    );
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, 'code') : undefined;
}

/** Of a list of Node's options, those of the network; a value that follows as a word of its own is joined to its option. */
function networkOptions(words: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    if (!NETWORK_OPTION.test(word)) return [];
    const next = words[index + 1];
    return TAKES_VALUE.test(word) && next !== undefined ? [`${word}=${next}`] : [word];
  });
}

/** Without what is in quotes, as paths are. */
function wordsOf(options: string): readonly string[] {
  return options.replaceAll(/\S*"(?:\\.|[^"\\])*"\S*/g, ' ').split(/\s+/);
}

/** Node's own, or made by pkg: its executable runs the program whatever it is told. */
function isSingleExecutable(): boolean {
  return process.getBuiltinModule('node:sea')?.isSea() === true || 'pkg' in process;
}
