// SPDX-License-Identifier: Apache-2.0
import { MAP_NAMES, programFile, runChild } from './child.ts';
import { type CallToMeasure, eachCall } from './eachCall.ts';
import { interleaved, median } from './statistics.ts';
import { BARE, OTEL } from './variants.ts';

/** Room for all that is measured, in MB: nothing is collected meanwhile. */
const YOUNG = 512;
const COUNT = 1_000;
const WARM_UP = 5_000;

/** Kilobytes that a call allocates on the heap of the client, as rows of a table. Hardly differs from run to run. */
export async function allocation(rounds: number): Promise<readonly string[]> {
  return [
    '| call | client | beside it | KB | added to nothing | share of what OTel adds | added to OTel |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: |',
    ...(await eachCall((one) => allocatedBy(one, rounds))),
  ];
}

function allocatedBy({ call, transport, url, all }: CallToMeasure, rounds: number): readonly string[] {
  const results = interleaved(Object.keys(all), rounds, (name) => {
    const { args = [], env = {} } = all[name] ?? {};
    const flags = ['--expose-gc', `--min-semi-space-size=${YOUNG}`, `--max-semi-space-size=${YOUNG}`];
    const program = [programFile('allocation.mjs'), transport, url, String(COUNT), String(WARM_UP)];
    return [Number(runChild([...flags, '--require', MAP_NAMES, ...args, ...program], env)) / 1_000];
  });
  const kilobytes = (name: string): number => median((results.get(name) ?? []).flat());
  return Object.entries(all).map(([name, { beside }]) => {
    const added = kilobytes(name) - kilobytes(BARE);
    const cells = [
      ...[call, transport, name, kilobytes(name).toFixed(1)],
      name === BARE ? '' : added.toFixed(1),
      name === BARE ? '' : (added / (kilobytes(OTEL) - kilobytes(BARE))).toFixed(2),
      beside === undefined ? '' : (kilobytes(name) - kilobytes(beside)).toFixed(1),
    ];
    return `| ${cells.join(' | ')} |`;
  });
}
