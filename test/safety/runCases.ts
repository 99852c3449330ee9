// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ProgramResult, runProgram } from '../fake-vault/runProgram.ts';
import type { ClientCase } from './ClientCase.ts';
import type { SeenRequest, ShapeServer } from './ShapeServer.ts';

const program = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url));

/** How the client program is run: with or without an agent. */
export interface ClientRun {
  readonly name: string;
  /** Preloads. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What client and server saw of one case. */
export interface CaseTranscript {
  readonly client: readonly string[];
  readonly server: readonly SeenRequest[];
}

/** What client and server saw. */
export interface Transcripts {
  readonly result: ProgramResult;
  /** Warnings, unhandled rejections and uncaught exceptions of the process. */
  readonly process: readonly string[];
  readonly cases: ReadonlyMap<number, CaseTranscript>;
}

let runs = 0;

/** Runs the client program over the cases. */
export async function runCases(
  server: ShapeServer,
  run: ClientRun,
  cases: readonly ClientCase[],
): Promise<Transcripts> {
  const directory = mkdtempSync(join(tmpdir(), 'client-cases-'));
  // The name of a run is on the wire; it has the same length every time.
  runs += 1;
  const name = `run-${String(runs).padStart(4, '0')}`;
  try {
    const casesFile = join(directory, 'cases.json');
    const transcriptsFile = join(directory, 'transcripts.json');
    writeFileSync(casesFile, JSON.stringify(cases));
    server.use(cases);
    const result = await runProgram({
      args: [
        '--require',
        program('mapNames.cjs'),
        ...run.args,
        program('client.mjs'),
        casesFile,
        transcriptsFile,
        name,
      ],
      env: { ...server.env, ...run.env },
      timeoutMs: 90_000,
    });
    if (result.code !== 0) throw new Error(`${run.name}: exit ${result.code} ${result.signal}\n${result.stderr}`);
    const { transcripts, process } = JSON.parse(readFileSync(transcriptsFile, 'utf8').replaceAll(name, 'run')) as {
      readonly transcripts: Readonly<Record<string, readonly string[]>>;
      readonly process: readonly string[];
    };
    const seen = cases.map(({ id }) => {
      const requests = server.seen(name, id).map((request) => ({ ...request, url: request.url.replace(name, 'run') }));
      return [id, { client: transcripts[id] ?? ['nothing'], server: requests }] as const;
    });
    return { result, process, cases: new Map(seen) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
