// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';
import { type ClientCase, clientCases } from './ClientCase.ts';
import { type CaseTranscript, type ClientRun, runCases, type Transcripts } from './runCases.ts';
import { type ShapeServer, startShapeServer } from './ShapeServer.ts';

/** `SAFETY_CASES` and `SAFETY_SEED` make a longer run, or another one. */
const PER_TRANSPORT = Number(process.env['SAFETY_CASES'] ?? 500);
const CASES = clientCases({ perTransport: PER_TRANSPORT, seed: Number(process.env['SAFETY_SEED'] ?? 8) });
/** A race of the network turns out both ways when it is run again and again; a difference that the agent makes does not. */
const REPETITIONS = 12;

let server: ShapeServer;
let receiver: OtlpReceiver;
let bare: Transcripts;

beforeAll(async () => {
  server = await startShapeServer();
  receiver = await startOtlpReceiver();
  bare = await runCases(server, BARE, CASES);
}, 120_000);
beforeEach(() => receiver.reset());
afterAll(async () => {
  await receiver.close();
  await server.close();
});

const BARE: ClientRun = { name: 'bare', args: [], env: {} };
const AGENTS = {
  preload: '../../dist/register.cjs',
  'library with spans of its own': 'programs/ownSpans.cjs',
} as const;

const agentRun = (name: keyof typeof AGENTS): ClientRun => ({
  name,
  args: ['--require', fileURLToPath(new URL(AGENTS[name], import.meta.url))],
  env: {
    ...receiver.env(),
    OTEL_BSP_MAX_QUEUE_SIZE: '100000',
    OTEL_BSP_SCHEDULE_DELAY: '200',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2000',
  },
});

function differing(one: Transcripts, other: Transcripts): readonly ClientCase[] {
  return CASES.filter(({ id }) => JSON.stringify(one.cases.get(id)) !== JSON.stringify(other.cases.get(id)));
}

/** Those of the suspects whose transcripts with and without the agent have nothing in common, however often they are run. */
async function provenDifferences(
  run: ClientRun,
  suspects: readonly ClientCase[],
  seen: Transcripts,
): Promise<readonly object[]> {
  const textsOf = (all: readonly Transcripts[], id: number): readonly string[] => [
    ...new Set(all.map(({ cases }) => JSON.stringify(cases.get(id)))),
  ];
  const without = [bare];
  const withAgent = [seen];
  let left = suspects;
  for (let round = 0; round < REPETITIONS && left.length > 0; round += 1) {
    without.push(await runCases(server, BARE, left));
    withAgent.push(await runCases(server, run, left));
    left = left.filter(({ id }) => {
      const known = new Set(textsOf(without, id));
      return !textsOf(withAgent, id).some((text) => known.has(text));
    });
  }
  return left.map((one) => ({
    case: JSON.stringify(one),
    ...firstDifference(bare.cases.get(one.id), seen.cases.get(one.id)),
  }));
}

/** What reached one process and never the other, however often that one is run: some of undici's own errors come by chance. */
async function neverIn(run: ClientRun, seen: Transcripts, wanted: readonly string[]): Promise<readonly string[]> {
  const known = new Set(seen.process);
  for (let round = 0; round < REPETITIONS && wanted.some((event) => !known.has(event)); round += 1) {
    for (const event of (await runCases(server, run, CASES)).process) known.add(event);
  }
  return wanted.filter((event) => !known.has(event));
}

/** Both texts around the first place where they part. */
function firstDifference(one: CaseTranscript | undefined, other: CaseTranscript | undefined): object {
  const textOf = (transcript: CaseTranscript | undefined): string =>
    [...(transcript?.client ?? []), ...(transcript?.server ?? []).map((request) => JSON.stringify(request))].join('\n');
  const [without, withAgent] = [textOf(one), textOf(other)];
  const at = [...without].findIndex((character, index) => character !== withAgent[index]);
  const start = Math.max(0, (at < 0 ? without.length : at) - 120);
  return { bare: without.slice(start, start + 300), withAgent: withAgent.slice(start, start + 300) };
}

describe('a program that uses node:http, fetch and undici', () => {
  it.each(['preload', 'library with spans of its own'] as const)(
    `notices nothing of the agent (%s) in ${3 * PER_TRANSPORT} requests and responses of all shapes`,
    { timeout: 600_000 },
    async (name) => {
      const run = agentRun(name);
      const other = await runCases(server, run, CASES);
      const suspects = differing(bare, other);
      const differences = await provenDifferences(run, suspects, other);
      expect(differences.slice(0, 5), `${differences.length} of ${CASES.length}`).toEqual([]);
      expect(suspects.length, 'races of the network').toBeLessThan(CASES.length * 0.1);
      expect(other.result.stderr).toBe('');
      expect(await neverIn(BARE, bare, other.process), 'only with the agent').toEqual([]);
      expect(await neverIn(run, other, bare.process), 'only without the agent').toEqual([]);
      // It was there, and saw them.
      expect(receiver.spans().length).toBeGreaterThan(CASES.length / 2);
    },
  );
});
