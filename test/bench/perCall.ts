// SPDX-License-Identifier: Apache-2.0
import { Client } from './Client.ts';
import { MEASURED_CALLS } from './measuredCalls.ts';
import { startOtlpSink, startRawServer } from './RawServer.ts';
import { lowerDecile, median } from './statistics.ts';
import { BARE, OTEL, type Variant, variants } from './variants.ts';

// So short that some blocks meet no disturbance at all.
const BLOCK = 250;
// Four batches of spans, so that in no block is less sent than in another; and less often, or it would take too long.
const SENDING_BLOCK = 2_048;
const SENDING_ROUNDS = 3;
// What the processes between left of the caches is not measured.
const BEFORE_BLOCK = 100;

/**
 * Microseconds of client CPU for one call, as rows of a table. Each variant is a process of its own, all alive side by side,
 * which send blocks of calls in turn: what else the machine does meets them alike. Of a process counts its lower decile, of
 * the processes of a variant their median.
 */
export async function perCall(options: {
  /** How often all processes are started anew: what V8 optimizes differs between them. */
  readonly generations: number;
  readonly rounds: number;
  /** Calls of each process before those that are measured. */
  readonly warmUp: number;
}): Promise<readonly string[]> {
  const server = await startRawServer();
  const sink = await startOtlpSink();
  const rows = [
    "| call | client | beside it | CPU, µs | ratio | added to nothing, µs | share of what OTel adds | added to OTel, µs | added to OTel, share of OTel's |",
    '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const [call, { host, path }] of Object.entries(MEASURED_CALLS)) {
    const all: Readonly<Record<string, Variant>> = variants({ sink: sink.port, call });
    for (const transport of ['fetch', 'http']) {
      const url = `http://${host}:${server.port}${path}`;
      const generations: Readonly<Record<string, number>>[] = [];
      for (let index = 0; index < options.generations; index += 1) {
        generations.push(await oneGeneration(all, transport, url, options));
      }
      const difference = (name: string, base: string): number =>
        median(generations.map((costs) => (costs[name] ?? Number.NaN) - (costs[base] ?? Number.NaN)));
      for (const [name, { beside }] of Object.entries(all)) {
        const cost = median(generations.map((costs) => costs[name] ?? Number.NaN));
        const addedByOtel = difference(OTEL, BARE);
        const cells = [
          ...[call, transport, name, cost.toFixed(1)],
          median(generations.map((costs) => (costs[name] ?? Number.NaN) / (costs[BARE] ?? Number.NaN))).toFixed(2),
          ...(name === BARE
            ? ['', '']
            : [difference(name, BARE).toFixed(1), (difference(name, BARE) / addedByOtel).toFixed(2)]),
          ...(beside === undefined
            ? ['', '']
            : [difference(name, beside).toFixed(1), (difference(name, beside) / difference(beside, BARE)).toFixed(2)]),
        ];
        rows.push(`| ${cells.join(' | ')} |`);
      }
    }
  }
  await server.close();
  await sink.close();
  return rows;
}

async function oneGeneration(
  all: Readonly<Record<string, Variant>>,
  transport: string,
  url: string,
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
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
