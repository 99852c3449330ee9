// SPDX-License-Identifier: Apache-2.0
import { MAP_NAMES, programFile, runChild } from './child.ts';
import { MEASURED_CALLS } from './measuredCalls.ts';
import { startRawServer } from './RawServer.ts';
import { lowerDecile, median } from './statistics.ts';
import { OTEL } from './variants.ts';

/** What is switched in a process, and the mode of `programs/otel.cjs` that has it. */
const SWITCHED = {
  [OTEL]: 'otel',
  'the agent beside them': 'otel+agent',
  'by hand, what the agent records': 'otel+records',
  'the agent alone, with spans of its own': 'agent',
} as const;

const HAS_NO_RECORDS: ReadonlySet<string> = new Set(['a call to another host']);

interface Pair {
  readonly off: number;
  readonly on: number;
}

/**
 * Microseconds of CPU that one thing adds to a call, as rows of a table: in one process, blocks of calls with it switched on
 * and off in turn, so that all else is the same in both. Of a process counts the median of the ratios, times what undisturbed
 * blocks took without it: the machine changes its speed by itself.
 */
export async function switched(options: {
  /** Processes of each kind. */
  readonly generations: number;
  readonly rounds: number;
}): Promise<readonly string[]> {
  const server = await startRawServer();
  const rows = [
    "| call | client | switched on and off | CPU without it, µs | added by it, µs: median of the processes (each) | share of what OTel's adds |",
    '| --- | --- | --- | ---: | ---: | ---: |',
  ];
  for (const [call, { host, path }] of Object.entries(MEASURED_CALLS)) {
    for (const transport of ['fetch', 'http']) {
      let otels = Number.NaN;
      for (const [name, mode] of Object.entries(SWITCHED)) {
        if (mode === 'otel+records' && HAS_NO_RECORDS.has(call)) continue;
        const url = `http://${host}:${server.port}${path}`;
        const processes: (readonly Pair[])[] = [];
        for (let index = 0; index < options.generations; index += 1) {
          processes.push(pairsOf({ mode, transport, url, rounds: options.rounds }));
        }
        const without = lowerDecile(processes.flat().map(({ off }) => off));
        const added = processes.map((pairs) => without * (median(pairs.map(({ off, on }) => on / off)) - 1));
        if (name === OTEL) otels = median(added);
        const cells = [
          ...[call, transport, name, without.toFixed(1)],
          `${median(added).toFixed(1)} (${added.map((one) => one.toFixed(1)).join(' ')})`,
          (median(added) / otels).toFixed(2),
        ];
        rows.push(`| ${cells.join(' | ')} |`);
      }
    }
  }
  await server.close();
  return rows;
}

function pairsOf(one: {
  readonly mode: string;
  readonly transport: string;
  readonly url: string;
  readonly rounds: number;
}): readonly Pair[] {
  const preloads = ['--require', MAP_NAMES, '--require', programFile('otel.cjs')];
  const program = [programFile('switched.mjs'), one.transport, one.url, String(one.rounds)];
  return JSON.parse(runChild([...preloads, ...program], { BENCH: one.mode })) as readonly Pair[];
}
