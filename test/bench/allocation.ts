// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { programFile, runChild } from './child.ts';
import { MEASURED_CALLS } from './measuredCalls.ts';
import { startOtlpSink, startRawServer } from './RawServer.ts';
import { interleaved, median } from './statistics.ts';
import { BARE, OTEL, type Variant, variants } from './variants.ts';

const mapNames = fileURLToPath(new URL('../safety/programs/mapNames.cjs', import.meta.url));
/** Room for all that is measured, in MB: nothing is collected meanwhile. */
const YOUNG = 512;
const COUNT = 1_000;
const WARM_UP = 5_000;

/** Kilobytes that a call allocates on the heap of the client, as rows of a table. Hardly differs from run to run. */
export async function allocation(rounds: number): Promise<readonly string[]> {
  const server = await startRawServer();
  const sink = await startOtlpSink();
  const rows = [
    '| call | client | beside it | KB | added to nothing | share of what OTel adds | added to OTel |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: |',
  ];
  for (const [call, { host, path }] of Object.entries(MEASURED_CALLS)) {
    const all: Readonly<Record<string, Variant>> = variants({ sink: sink.port, call });
    for (const transport of ['fetch', 'http']) {
      const url = `http://${host}:${server.port}${path}`;
      const results = interleaved(Object.keys(all), rounds, (name) => {
        const { args = [], env = {} } = all[name] ?? {};
        const flags = ['--expose-gc', `--min-semi-space-size=${YOUNG}`, `--max-semi-space-size=${YOUNG}`];
        const program = [programFile('allocation.mjs'), transport, url, String(COUNT), String(WARM_UP)];
        return [Number(runChild([...flags, '--require', mapNames, ...args, ...program], env)) / 1_000];
      });
      const kilobytes = (name: string): number => median((results.get(name) ?? []).flat());
      for (const [name, { beside }] of Object.entries(all)) {
        const added = kilobytes(name) - kilobytes(BARE);
        const cells = [
          call,
          transport,
          name,
          kilobytes(name).toFixed(1),
          name === BARE ? '' : added.toFixed(1),
          name === BARE ? '' : (added / (kilobytes(OTEL) - kilobytes(BARE))).toFixed(2),
          beside === undefined ? '' : (kilobytes(name) - kilobytes(beside)).toFixed(1),
        ];
        rows.push(`| ${cells.join(' | ')} |`);
      }
    }
  }
  await server.close();
  await sink.close();
  return rows;
}
