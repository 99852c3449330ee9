// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { FAKE_TENANT_ID } from '../fake-vault/accessToken.ts';
import { type FakeVault, startFakeVault } from '../fake-vault/FakeVault.ts';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.mjs', import.meta.url));
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface CliOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The command's file; default the built one. */
  readonly main?: string;
  readonly onSpawn?: (child: ChildProcess) => void;
}

const NOT_INHERITED =
  /^(OTEL_|AZURE_|IDENTITY_|MSI_|KEYVAULT_|NODE_OPTIONS$|NODE_EXTRA_CA_CERTS$|VITEST|https?_proxy$|NO_COLOR$|FORCE_COLOR$|CI$|COLUMNS$)/i;

/** Runs the built command to its end. */
export function cli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name)));
  const child = spawn(process.execPath, [options.main ?? MAIN, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...inherited, ...options.env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  options.onSpawn?.(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ stdout, stderr, code, signal }));
  });
}

export interface CliBench {
  readonly fake: () => FakeVault;
  /** An empty directory of the test file. */
  readonly directory: () => string;
  /** Environment of programs, so that Node in them finds the fake however it is started. */
  readonly env: () => Readonly<Record<string, string>>;
}

/** A fake vault for all tests of a file. */
export function useFake(): CliBench {
  let fake: FakeVault | undefined;
  let directory: string | undefined;
  beforeAll(async () => {
    fake = await startFakeVault();
    directory = mkdtempSync(join(tmpdir(), 'cli test '));
  });
  afterAll(async () => {
    await fake?.close();
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  });
  beforeEach(() => fake?.reset());
  const started = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('only inside a test');
    return value;
  };
  return {
    fake: () => started(fake),
    directory: () => started(directory),
    env: () => ({
      ...started(fake).env,
      NODE_OPTIONS: `--require=${started(fake).preload}`,
      AZURE_TENANT_ID: FAKE_TENANT_ID,
      AZURE_CLIENT_ID: '5d1c3a7e-9b24-4f60-8e1d-2c7a6b9f0e35',
      AZURE_CLIENT_SECRET: 'made-up',
    }),
  };
}

/** A program that reads secrets with the Azure SDK, as ES module text for `--eval`. */
export function readSecrets(...vaults: readonly string[]): string {
  return `
import { ClientSecretCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
const { AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET } = process.env;
const credential = new ClientSecretCredential(AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET);
for (const vault of ${JSON.stringify(vaults)}) {
  const client = new SecretClient('https://' + vault + '.vault.azure.net', credential, { retryOptions: { maxRetries: 1 } });
  await client.getSecret('marker-object-name').catch(() => undefined);
}
console.log('the program was here');
`;
}

export const EVAL = ['--input-type=module', '--eval'] as const;
