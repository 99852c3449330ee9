// SPDX-License-Identifier: Apache-2.0
import { MEASURED_CALLS } from './measuredCalls.ts';
import { startOtlpSink, startRawServer } from './RawServer.ts';
import { type Variant, variants } from './variants.ts';

/** A call by a client, to be measured in each of its variants. */
export interface CallToMeasure {
  readonly call: string;
  readonly transport: string;
  readonly url: string;
  readonly all: Readonly<Record<string, Variant>>;
}

/** Rows of a table: those of each measured call by each client, with a vault and a collector there. */
export async function eachCall(
  rowsOf: (one: CallToMeasure) => readonly string[] | Promise<readonly string[]>,
): Promise<readonly string[]> {
  const server = await startRawServer();
  const sink = await startOtlpSink();
  const rows: string[] = [];
  for (const [call, { host, path }] of Object.entries(MEASURED_CALLS)) {
    const all = variants({ sink: sink.port, call });
    for (const transport of ['fetch', 'http']) {
      rows.push(...(await rowsOf({ call, transport, url: `http://${host}:${server.port}${path}`, all })));
    }
  }
  await server.close();
  await sink.close();
  return rows;
}
