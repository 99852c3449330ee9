// SPDX-License-Identifier: Apache-2.0
import { Client } from './Client.ts';
import { type CallToMeasure, eachCall } from './eachCall.ts';
import { lowerDecile, median } from './statistics.ts';
import { BARE, OTEL } from './variants.ts';

// Long enough that what the processes between left of the caches counts for little.
const BLOCK = 1_000;
// Four batches of spans, so that in no block is less sent than in another; and less often, or it would take too long.
const SENDING_BLOCK = 2_048;
const SENDING_ROUNDS = 2;
// What the processes between left of the caches is not measured.
const BEFORE_BLOCK = 100;

export interface PerCallOptions {
  /** How often all processes are started anew: what V8 optimizes differs between them. */
  readonly generations: number;
  readonly rounds: number;
  /** Calls of each process before those that are measured. */
  readonly warmUp: number;
}

/** What a variant costs in terms of what the same calls cost bare, in the same moments; and what they cost bare, µs. */
interface Costs {
  readonly bare: readonly number[];
  readonly ratios: Readonly<Record<string, number>>;
}

/**
 * Microseconds of client CPU for one call, as rows of a table. Each variant is a process of its own, all alive side by side,
 * which send blocks of calls in turn: what else the machine does meets them alike, and a block is compared with the bare
 * one of its round. Of a process counts the median of those ratios, of the processes of a variant their median. All
 * columns are made from that ratio and from what undisturbed bare blocks took, so that they add up.
 */
export async function perCall(options: PerCallOptions): Promise<readonly string[]> {
  return [
    "| call | client | beside it | CPU, µs | ratio, of each generation | added to nothing, µs | share of what OTel adds | added to OTel, µs | added to OTel, share of OTel's |",
    '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...(await eachCall((one) => costOf(one, options))),
  ];
}

async function costOf(one: CallToMeasure, options: PerCallOptions): Promise<readonly string[]> {
  const generations: Costs[] = [];
  for (let index = 0; index < options.generations; index += 1) generations.push(await oneGeneration(one, options));
  const bare = lowerDecile(generations.flatMap((costs) => costs.bare));
  const ratiosOf = (name: string): readonly number[] => generations.map(({ ratios }) => ratios[name] ?? Number.NaN);
  const cost = (name: string): number => bare * median(ratiosOf(name));
  const otels = cost(OTEL) - bare;
  return Object.entries(one.all).map(([name, { beside }]) => {
    const added = cost(name) - bare;
    const more = beside === undefined ? Number.NaN : cost(name) - cost(beside);
    const cells = [
      ...[one.call, one.transport, name, cost(name).toFixed(1)],
      name === BARE
        ? '1'
        : ratiosOf(name)
            .map((ratio) => ratio.toFixed(2))
            .join(' '),
      name === BARE ? '' : added.toFixed(1),
      name === BARE ? '' : (added / otels).toFixed(2),
      beside === undefined ? '' : more.toFixed(1),
      beside === undefined ? '' : (more / (cost(beside) - bare)).toFixed(2),
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

async function oneGeneration(
  { all, transport, url }: CallToMeasure,
  { rounds, warmUp }: PerCallOptions,
): Promise<Costs> {
  const clients = Object.entries(all).map(([name, variant]) => ({
    ...{ name, sends: variant.sends === true },
    client: new Client(variant, transport, url),
    costs: new Map<number, number>(),
  }));
  const bare = clients.find(({ name }) => name === BARE);
  // A long block meets more collections of garbage than a short one.
  const bareLong = new Map<number, number>();
  try {
    for (const { client } of clients) await client.send(warmUp);
    for (let round = 0; round < rounds; round += 1) {
      for (let index = 0; index < clients.length; index += 1) {
        const one = clients[(index + round) % clients.length];
        if (one === undefined || (one.sends && round % SENDING_ROUNDS > 0)) continue;
        await one.client.send(BEFORE_BLOCK);
        one.costs.set(round, await one.client.send(one.sends ? SENDING_BLOCK : BLOCK));
      }
      if (bare !== undefined && round % SENDING_ROUNDS === 0)
        bareLong.set(round, await bare.client.send(SENDING_BLOCK));
    }
  } finally {
    for (const { client } of clients) client.end();
  }
  const ratio = (costs: ReadonlyMap<number, number>, base: ReadonlyMap<number, number>): number =>
    median([...costs].map(([round, cost]) => cost / (base.get(round) ?? Number.NaN)));
  return {
    bare: [...(bare?.costs.values() ?? [])],
    ratios: Object.fromEntries(
      clients.map(({ name, costs, sends }) => [name, ratio(costs, sends ? bareLong : (bare?.costs ?? bareLong))]),
    ),
  };
}
