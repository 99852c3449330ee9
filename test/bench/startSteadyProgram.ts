// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { childOptions, MAP_NAMES, programFile } from './child.ts';
import type { Phase } from './failingBackend.ts';

/** What the program says of itself each second. */
export interface SteadyLine {
  readonly made: number;
  readonly vaultCalls: number;
  readonly failed: number;
  /** Latency of its calls, milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** 99th percentile of the delay of its event loop, milliseconds. */
  readonly delay: number;
  /** Bytes. */
  readonly heap: number;
  readonly rss: number;
  /** CPU since its start, milliseconds. */
  readonly cpu: number;
  /** Of the backend when it was said. */
  readonly phase: Phase;
}

export interface SteadyProgram {
  readonly name: string;
  readonly lines: readonly SteadyLine[];
  /** Lines of its log. */
  readonly messages: readonly string[];
  readonly ended: Promise<number | null>;
}

/**
 * Starts a program that makes calls at a steady rate.
 *
 * @param options.args What is loaded before the program.
 * @param options.call Port of the vaults, calls a second and minutes.
 */
export function startSteadyProgram(options: {
  readonly name: string;
  readonly args: readonly string[];
  readonly call: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly phase: () => Phase;
}): SteadyProgram {
  const { name, args, call, env, phase } = options;
  const child = spawn(process.execPath, ['--require', MAP_NAMES, ...args, programFile('steady.mjs'), ...call], {
    ...childOptions(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: SteadyLine[] = [];
  const messages: string[] = [];
  createInterface({ input: child.stdout }).on('line', (text) => lines.push({ ...JSON.parse(text), phase: phase() }));
  createInterface({ input: child.stderr }).on('line', (text) => messages.push(text));
  return { name, lines, messages, ended: new Promise((resolve) => child.once('exit', resolve)) };
}
