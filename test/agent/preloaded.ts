// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type FakeVault, startFakeVault } from '../fake-vault/FakeVault.ts';
import { type ProgramResult, type RunProgramOptions, runProgram } from '../fake-vault/runProgram.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';
import type { SpanView } from '../otlp-receiver/views.ts';

const dist = (file: string): string => fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));

export const REQUIRE = ['--require', dist('register.cjs')] as const;
export const IMPORT = ['--import', dist('register.mjs')] as const;

/** One call to a vault, which answers 401, as text of a program in either module system. */
export const CALL = `await fetch('https://contoso.vault.azure.net/secrets/one?api-version=7.6').then((r) => r.text());`;

/** A vault and a collector for all tests of a file, and a way to run programs under the preload. */
export interface Preloaded {
  readonly fake: () => FakeVault;
  readonly receiver: () => OtlpReceiver;
  /** @param options `args` default to {@link REQUIRE}. */
  readonly run: (options: RunProgramOptions) => Promise<ProgramResult>;
  readonly vaultSpans: () => readonly SpanView[];
}

export function usePreload(): Preloaded {
  let fake: FakeVault | undefined;
  let receiver: OtlpReceiver | undefined;
  beforeAll(async () => {
    fake = await startFakeVault();
    receiver = await startOtlpReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await fake?.close();
  });
  beforeEach(() => {
    fake?.reset();
    receiver?.reset();
    receiver?.setFault(undefined);
  });
  const started = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('only inside a test');
    return value;
  };
  return {
    fake: () => started(fake),
    receiver: () => started(receiver),
    run: (options) =>
      runProgram({
        fake: started(fake),
        args: REQUIRE,
        node: process.env['NODE_UNDER_TEST'] ?? process.execPath,
        ...options,
        env: { ...started(receiver).env('http/protobuf'), ...options.env },
      }),
    vaultSpans: () =>
      started(receiver)
        .spans()
        .filter((span) => span.attributes['azure.keyvault.vault.name'] === 'contoso'),
  };
}

/** Sends a signal once the program has written `ready`. */
export function signalWhenReady(signal: NodeJS.Signals): Pick<RunProgramOptions, 'onSpawn'> {
  return {
    onSpawn: (child) => {
      child.stdout?.on('data', (text: string) => {
        if (text.includes('ready')) child.kill(signal);
      });
    },
  };
}
