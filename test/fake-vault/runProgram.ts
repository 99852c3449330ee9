// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FakeVault } from './FakeVault.ts';

export interface RunProgramOptions {
  /** Arguments of Node: preloads, then a file and its own arguments. */
  readonly args?: readonly string[];
  /** A program as text, run with `--eval`; its imports resolve from `cwd`. */
  readonly source?: string;
  /** Of `source`; default `module`. */
  readonly sourceType?: 'module' | 'commonjs';
  /** Over the environment of this process, from which OTEL_*, NODE_OPTIONS and Azure variables are taken away. */
  readonly env?: Readonly<Record<string, string>>;
  /** Puts the fake's environment and its `--require` before everything else. */
  readonly fake?: FakeVault;
  /** Default the root of the project. */
  readonly cwd?: string;
  /** The Node to run; default this one. */
  readonly node?: string;
  /** Default 30,000; then the child is killed. */
  readonly timeoutMs?: number;
  /** Called once the child was spawned, for signals and the like. */
  readonly onSpawn?: (child: ChildProcess) => void;
}

export interface ProgramResult {
  readonly stdout: string;
  readonly stderr: string;
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
}

const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NOT_INHERITED =
  /^(OTEL_|AZURE_|IDENTITY_|MSI_|KEYVAULT_|NODE_OPTIONS$|NODE_EXTRA_CA_CERTS$|VITEST|(?:https?|no|grpc|no_grpc)_proxy$)/i;

/** Runs a Node program to its end; never rejects but for a Node that cannot be started. */
export function runProgram(options: RunProgramOptions): Promise<ProgramResult> {
  const { args = [], source, sourceType = 'module', fake, timeoutMs = 30_000 } = options;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name)));
  const child = spawn(
    options.node ?? process.execPath,
    [
      ...(fake === undefined ? [] : ['--require', fake.preload]),
      ...args,
      ...(source === undefined ? [] : [`--input-type=${sourceType}`, '--eval', source]),
    ],
    {
      cwd: options.cwd ?? PROJECT_ROOT,
      env: { ...inherited, ...fake?.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  let timedOut = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  options.onSpawn?.(child);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ stdout, stderr, code, signal, timedOut });
    });
  });
}
