// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { programFile, runChild } from './child.ts';
import { MEASURED_CALLS } from './measuredCalls.ts';
import { startRawServer } from './RawServer.ts';
import { lowerDecile, median } from './statistics.ts';

const mapNames = fileURLToPath(new URL('../safety/programs/mapNames.cjs', import.meta.url));

const SWITCHED = {
  otel: "OTel's http and undici",
  'otel+agent': "the agent, beside OTel's",
  agent: 'the agent alone, with spans of its own',
  'otel+records': 'by hand, what the agent records of a success',
} as const;

/** What is added to a call by what is switched on and off in one process, as rows of a table. */
export async function switched(pairs: number): Promise<readonly string[]> {
  const server = await startRawServer();
  const rows = [
    "| call | client | switched on and off | off, µs | on, µs | added, µs | share of what OTel's adds | added: median of pairs, µs |",
    '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const [call, { host, path }] of Object.entries(MEASURED_CALLS)) {
    for (const transport of ['fetch', 'http']) {
      let addedByOtel = Number.NaN;
      for (const [mode, name] of Object.entries(SWITCHED)) {
        if (mode === 'otel+records' && call !== 'a secret that is read') continue;
        const program = [
          programFile('alternating.mjs'),
          transport,
          `http://${host}:${server.port}${path}`,
          String(pairs),
        ];
        const args = ['--require', mapNames, '--require', programFile('otel.cjs'), ...program];
        const results = JSON.parse(runChild(args, { BENCH: mode })) as readonly (readonly [on: number, off: number])[];
        const on = results.map(([value]) => value);
        const off = results.map(([, value]) => value);
        const added = lowerDecile(on) - lowerDecile(off);
        if (mode === 'otel') addedByOtel = added;
        const cells = [
          ...[lowerDecile(off), lowerDecile(on), added].map((value) => value.toFixed(1)),
          (added / addedByOtel).toFixed(2),
          median(results.map(([a, b]) => a - b)).toFixed(1),
        ];
        rows.push(`| ${[call, transport, name, ...cells].join(' | ')} |`);
      }
    }
  }
  await server.close();
  return rows;
}
