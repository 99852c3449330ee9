// SPDX-License-Identifier: Apache-2.0
import { Client } from './Client.ts';
import { type CallToMeasure, eachCall } from './eachCall.ts';
import { lowerDecile, median } from './statistics.ts';
import { BARE, OTEL_SENDING } from './variants.ts';

// Four batches of spans, so that in no block is less sent than in another; and long enough that what the processes between
// left of the caches counts for little.
const BLOCK = 2_048;
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
 * Microseconds of client CPU for one call with telemetry sent, as rows of a table. Each variant is a process of its own, all alive side by side,
 * which send blocks of calls in turn: what else the machine does meets them alike, and a block is compared with the bare
 * one of its round. Of a process counts the median of those ratios, of the processes of a variant their median. All
 * columns are made from that ratio and from what undisturbed bare blocks took, so that they add up.
 */
export async function perCall(options: PerCallOptions): Promise<readonly string[]> {
  return [
    '| call | client | beside it | CPU, µs | ratio, of each generation | added to nothing, µs | share of what OTel adds | more than OTel, µs |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |',
    ...(await eachCall((one) => costOf(one, options))),
  ];
}

async function costOf(one: CallToMeasure, options: PerCallOptions): Promise<readonly string[]> {
  const generations: Costs[] = [];
  for (let index = 0; index < options.generations; index += 1) generations.push(await oneGeneration(one, options));
  const bare = lowerDecile(generations.flatMap((costs) => costs.bare));
  const ratiosOf = (name: string): readonly number[] => generations.map(({ ratios }) => ratios[name] ?? Number.NaN);
  const added = (name: string): number => bare * (median(ratiosOf(name)) - 1);
  return Object.keys(sendingOf(one.all)).map((name) => {
    const of = [one.call, one.transport, name, (bare + added(name)).toFixed(1)];
    if (name === BARE) return `| ${[...of, '1', '', '', ''].join(' | ')} |`;
    const ratios = ratiosOf(name).map((ratio) => ratio.toFixed(2));
    const more = name === OTEL_SENDING ? '' : (added(name) - added(OTEL_SENDING)).toFixed(1);
    const share = (added(name) / added(OTEL_SENDING)).toFixed(2);
    return `| ${[...of, ratios.join(' '), added(name).toFixed(1), share, more].join(' | ')} |`;
  });
}

/** Those that send what they record, and the bare one; what is recorded and dropped is told apart by `switched.ts`. */
function sendingOf(all: CallToMeasure['all']): CallToMeasure['all'] {
  return Object.fromEntries(Object.entries(all).filter(([name, { sends }]) => name === BARE || sends === true));
}

async function oneGeneration(
  { all, transport, url }: CallToMeasure,
  { rounds, warmUp }: PerCallOptions,
): Promise<Costs> {
  const clients = Object.entries(sendingOf(all)).map(([name, variant]) => ({
    ...{ name, client: new Client(variant, transport, url) },
    costs: new Map<number, number>(),
  }));
  try {
    for (const { client } of clients) await client.send(warmUp);
    for (let round = 0; round < rounds; round += 1) {
      for (let index = 0; index < clients.length; index += 1) {
        const one = clients[(index + round) % clients.length];
        if (one === undefined) continue;
        await one.client.send(BEFORE_BLOCK);
        one.costs.set(round, await one.client.send(BLOCK));
      }
    }
  } finally {
    for (const { client } of clients) client.end();
  }
  const bare = clients.find(({ name }) => name === BARE)?.costs ?? new Map<number, number>();
  const ratio = (costs: ReadonlyMap<number, number>): number =>
    median([...costs].map(([round, cost]) => cost / (bare.get(round) ?? Number.NaN)));
  return {
    bare: [...bare.values()],
    ratios: Object.fromEntries(clients.map(({ name, costs }) => [name, ratio(costs)])),
  };
}
