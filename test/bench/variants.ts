// SPDX-License-Identifier: Apache-2.0
import { programFile, REGISTER } from './child.ts';

const otel = ['--require', programFile('otel.cjs')] as const;

export const BARE = 'nothing';
export const OTEL = "OTel's http and undici";
/** What the SDK takes for the agent's records of a call, without the agent. */
const BY_HAND = 'the same and, by hand, what the agent records';
/** A call to another host has no records; those of a 403 are the same in other words. */
const BY_HAND_TOO: ReadonlySet<string> = new Set(['a secret that is read', 'a 403 with its body']);
const SENDING = `${OTEL}, sending OTLP`;

/** What runs in a client. */
export interface Variant {
  /** What is loaded before the program. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The variant that it is more than; `undefined` for those that stand for themselves. */
  readonly beside?: string;
  /** Whether telemetry is sent, now and then a batch. */
  readonly sends?: boolean;
}

/**
 * What runs in the client beside the program.
 *
 * @param options.sink Port of what takes telemetry.
 * @param options.call One of `MEASURED_CALLS`.
 */
export function variants({
  sink,
  call,
}: {
  readonly sink: number;
  readonly call: string;
}): Readonly<Record<string, Variant>> {
  const sending = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sink}` };
  return {
    [BARE]: { args: [], env: {} },
    [OTEL]: { args: otel, env: { BENCH: 'otel' } },
    'the same and the agent': { args: otel, env: { BENCH: 'otel+agent' }, beside: OTEL },
    ...(BY_HAND_TOO.has(call) && {
      [BY_HAND]: { args: otel, env: { BENCH: 'otel+records' }, beside: OTEL },
    }),
    'the agent alone, with spans of its own': { args: otel, env: { BENCH: 'agent' } },
    [SENDING]: { args: otel, env: { ...sending, BENCH: 'sending' }, sends: true },
    'keyvault-otel/register, sending OTLP': {
      args: ['--require', REGISTER],
      env: sending,
      beside: SENDING,
      sends: true,
    },
    'auto-instrumentations-node/register, sending OTLP': {
      args: ['--require', '@opentelemetry/auto-instrumentations-node/register'],
      // Those of the clouds ask for addresses that answer nowhere else.
      env: { ...sending, OTEL_NODE_RESOURCE_DETECTORS: 'none' },
      sends: true,
    },
  };
}
