// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const DROPPED = /^(OTEL_|KEYVAULT_|NODE_OPTIONS$|NODE_COMPILE_CACHE$)/;

export const programFile = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url));
export const REGISTER = fileURLToPath(new URL('../../dist/register.cjs', import.meta.url));

/** A preload: vaults and other hosts are on this machine. */
export const MAP_NAMES = fileURLToPath(new URL('../safety/programs/mapNames.cjs', import.meta.url));

/** Where a program runs, and its environment: what this process has, but for what configures an agent. */
export function childOptions(env: Readonly<Record<string, string>> = {}) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !DROPPED.test(name)));
  return { env: { ...inherited, ...env }, cwd: fileURLToPath(new URL('.', import.meta.url)) };
}

/** Runs a Node program to its end; throws when it fails. */
export function runChild(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args], { ...childOptions(env), encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return stdout;
}
