// SPDX-License-Identifier: Apache-2.0
import { Client } from './Client.ts';
import { type CallToMeasure, eachCall } from './eachCall.ts';
import { lowerDecile, median } from './statistics.ts';
import { BARE, OTEL } from './variants.ts';

// So short that some blocks meet no disturbance at all.
const BLOCK = 250;
// Four batches of spans, so that in no block is less sent than in another; and less often, or it would take too long.
const SENDING_BLOCK = 2_048;
const SENDING_ROUNDS = 3;
// What the processes between left of the caches is not measured.
const BEFORE_BLOCK = 100;

export interface PerCallOptions {
  /** How often all processes are started anew: what V8 optimizes differs between them. */
  readonly generations: number;
  readonly rounds: number;
  /** Calls of each process before those that are measured. */
  readonly warmUp: number;
}

/**
 * Microseconds of client CPU for one call, as rows of a table. Each variant is a process of its own, all alive side by side,
 * which send blocks of calls in turn: what else the machine does meets them alike. Of a process counts its lower decile, of
 * the processes of a variant their median.
 */
export async function perCall(options: PerCallOptions): Promise<readonly string[]> {
  return [
    "| call | client | beside it | CPU, µs | ratio | added to nothing, µs | share of what OTel adds | added to OTel, µs | added to OTel, share of OTel's |",
    '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...(await eachCall((one) => costOf(one, options))),
  ];
}

async function costOf(one: CallToMeasure, options: PerCallOptions): Promise<readonly string[]> {
  const generations: Readonly<Record<string, number>>[] = [];
  for (let index = 0; index < options.generations; index += 1) generations.push(await oneGeneration(one, options));
  const medianOf = (figure: (costs: (name: string) => number) => number): number =>
    median(generations.map((costs) => figure((name) => costs[name] ?? Number.NaN)));
  const difference = (name: string, base: string): number => medianOf((costs) => costs(name) - costs(base));
  return Object.entries(one.all).map(([name, { beside }]) => {
    const added = difference(name, BARE);
    const cells = [
      ...[one.call, one.transport, name],
      medianOf((costs) => costs(name)).toFixed(1),
      medianOf((costs) => costs(name) / costs(BARE)).toFixed(2),
      name === BARE ? '' : added.toFixed(1),
      name === BARE ? '' : (added / difference(OTEL, BARE)).toFixed(2),
      beside === undefined ? '' : difference(name, beside).toFixed(1),
      beside === undefined ? '' : (difference(name, beside) / difference(beside, BARE)).toFixed(2),
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

async function oneGeneration(
  { all, transport, url }: CallToMeasure,
  { rounds, warmUp }: PerCallOptions,
): Promise<Readonly<Record<string, number>>> {
  const clients = Object.entries(all).map(([name, variant]) => ({
    ...{ name, sends: variant.sends === true },
    client: new Client(variant, transport, url),
    costs: [] as number[],
  }));
  try {
    for (const { client } of clients) await client.send(warmUp);
    for (let round = 0; round < rounds; round += 1) {
      for (let index = 0; index < clients.length; index += 1) {
        const one = clients[(index + round) % clients.length];
        if (one === undefined || (one.sends && round % SENDING_ROUNDS > 0)) continue;
        await one.client.send(BEFORE_BLOCK);
        one.costs.push(await one.client.send(one.sends ? SENDING_BLOCK : BLOCK));
      }
    }
  } finally {
    for (const { client } of clients) client.end();
  }
  return Object.fromEntries(clients.map(({ name, costs }) => [name, lowerDecile(costs)]));
}
