// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { programFile, runChild } from './child.ts';
import { MEASURED_CALLS } from './measuredCalls.ts';
import { startOtlpSink, startRawServer } from './RawServer.ts';
import { interleaved, median, medianDifference } from './statistics.ts';
import { BARE, OTEL, variants } from './variants.ts';

const mapNames = fileURLToPath(new URL('../safety/programs/mapNames.cjs', import.meta.url));
/** Microseconds of client CPU for one call, as rows of a table. */
export async function perCall(options: {
  readonly rounds: number;
  readonly count: number;
  /** Calls before those that are measured. */
  readonly warmUp: number;
}): Promise<readonly string[]> {
  const server = await startRawServer();
  const sink = await startOtlpSink();
  const all = variants(sink.port);
  const rows = [
    '| call | client | beside it | CPU, median (min), µs | ratio | added to nothing, µs | share of what OTel adds | added to OTel, µs |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const [call, { host, path }] of Object.entries(MEASURED_CALLS)) {
    for (const transport of ['fetch', 'http']) {
      const url = `http://${host}:${server.port}${path}`;
      const results = interleaved(Object.keys(all), options.rounds, (name) => {
        const { args = [], env = {} } = all[name] ?? {};
        const program = [programFile('calls.mjs'), transport, url, String(options.count), String(options.warmUp)];
        return [Number(runChild(['--require', mapNames, ...args, ...program], env))];
      });
      const column = (name: string): readonly number[] =>
        (results.get(name) ?? []).map(([value = Number.NaN]) => value);
      for (const [name, { beside }] of Object.entries(all)) {
        const bare = column(BARE);
        const added = medianDifference(column(name), bare);
        const cells = [
          call,
          transport,
          name,
          `${median(column(name)).toFixed(1)} (${Math.min(...column(name)).toFixed(1)})`,
          (median(column(name)) / median(bare)).toFixed(2),
          name === BARE ? '' : added.toFixed(1),
          name === BARE ? '' : (added / medianDifference(column(OTEL), bare)).toFixed(2),
          beside === undefined ? '' : medianDifference(column(name), column(beside)).toFixed(1),
        ];
        rows.push(`| ${cells.join(' | ')} |`);
      }
    }
  }
  await server.close();
  await sink.close();
  return rows;
}
