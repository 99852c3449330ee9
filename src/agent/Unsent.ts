// SPDX-License-Identifier: Apache-2.0
import type { OtlpProtocol, OtlpSignal } from './exporterChoice.ts';

/** One OTLP request that has not been delivered, ready to be sent by another process. */
export interface Unsent {
  readonly signal: OtlpSignal;
  readonly protocol: OtlpProtocol;
  readonly body: Uint8Array;
}

/** What a process that is ending hands to the one that sends for it. */
export interface Relayed {
  readonly unsent: readonly Unsent[];
  /** Certificates and keys of the exporters, which that process may not be able to read. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Milliseconds that it may take. */
  readonly timeout: number;
}
