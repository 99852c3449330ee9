// SPDX-License-Identifier: Apache-2.0
import { programFile, REGISTER } from './child.ts';

const otel = ['--require', programFile('otel.cjs')] as const;

export const BARE = 'nothing';
export const OTEL = "OTel's http and undici";
const SENDING = `${OTEL}, sending OTLP`;

/** What runs in a client. */
export interface Variant {
  /** What is loaded before the program. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The variant that it is more than; `undefined` for those that stand for themselves. */
  readonly beside?: string;
}

/**
 * What runs in the client beside the program.
 *
 * @param sink Port of what takes telemetry.
 */
export function variants(sink: number): Readonly<Record<string, Variant>> {
  const sending = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sink}` };
  return {
    [BARE]: { args: [], env: {} },
    [OTEL]: { args: otel, env: { BENCH: 'otel' } },
    'the same and the agent': { args: otel, env: { BENCH: 'otel+agent' }, beside: OTEL },
    'the agent alone, with spans of its own': { args: otel, env: { BENCH: 'agent' } },
    [SENDING]: { args: otel, env: { ...sending, BENCH: 'sending' } },
    'keyvault-otel/register, sending OTLP': { args: ['--require', REGISTER], env: sending, beside: SENDING },
  };
}
