// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { programFile, REGISTER, runChild } from './child.ts';
import { MEASURED_CALLS } from './measuredCalls.ts';
import { startRawServer } from './RawServer.ts';
import { interleaved, median, medianDifference } from './statistics.ts';

const mapNames = fileURLToPath(new URL('../safety/programs/mapNames.cjs', import.meta.url));
const otel = ['--require', programFile('otel.cjs')] as const;

const OTEL = "OTel's http and undici";

/** What runs in the client beside the program. */
const VARIANTS = {
  nothing: { args: [], env: {} },
  [OTEL]: { args: otel, env: { BENCH: 'otel' } },
  'the same and the agent': { args: otel, env: { BENCH: 'otel+agent' } },
  'the agent alone, with spans of its own': { args: otel, env: { BENCH: 'agent' } },
} as const;
/** The preload loads no SDK while there is no call to a vault. */
const PRELOAD = { 'keyvault-otel/register': { args: ['--require', REGISTER], env: {} } } as const;

/** Microseconds of client CPU for one call, as rows of a table. */
export async function perCall(options: {
  readonly rounds: number;
  readonly count: number;
  /** Calls before those that are measured. */
  readonly warmUp: number;
}): Promise<readonly string[]> {
  const server = await startRawServer();
  const rows = [
    '| call | client | beside it | CPU, median (min), µs | ratio | added to nothing, µs | share of what OTel adds | added to OTel, µs |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const [call, { host, path }] of Object.entries(MEASURED_CALLS)) {
    const variants = { ...VARIANTS, ...(call === 'a call to another host' ? PRELOAD : {}) } as Readonly<
      Record<string, { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> }>
    >;
    for (const transport of ['fetch', 'http']) {
      const url = `http://${host}:${server.port}${path}`;
      const results = interleaved(Object.keys(variants), options.rounds, (name) => {
        const { args = [], env = {} } = variants[name] ?? {};
        const program = [programFile('calls.mjs'), transport, url, String(options.count), String(options.warmUp)];
        return [Number(runChild(['--require', mapNames, ...args, ...program], env))];
      });
      const column = (name: string): readonly number[] =>
        (results.get(name) ?? []).map(([value = Number.NaN]) => value);
      for (const name of Object.keys(variants)) {
        const bare = column('nothing');
        const addedByOtel = medianDifference(column(OTEL), bare);
        const added = medianDifference(column(name), bare);
        const overOtel = medianDifference(column(name), column(OTEL));
        const cells = [
          call,
          transport,
          name,
          `${median(column(name)).toFixed(1)} (${Math.min(...column(name)).toFixed(1)})`,
          (median(column(name)) / median(bare)).toFixed(2),
          name === 'nothing' ? '' : added.toFixed(1),
          name === 'nothing' ? '' : (added / addedByOtel).toFixed(2),
          name.startsWith('the same') ? overOtel.toFixed(1) : '',
        ];
        rows.push(`| ${cells.join(' | ')} |`);
      }
    }
  }
  await server.close();
  return rows;
}
