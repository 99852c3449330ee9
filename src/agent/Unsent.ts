// SPDX-License-Identifier: Apache-2.0
import type { OtlpProtocol, OtlpSignal } from './exporterChoice.ts';

/** One OTLP request that has not been delivered, ready to be sent by another process. */
export interface Unsent {
  readonly signal: OtlpSignal;
  readonly protocol: OtlpProtocol;
  readonly body: Uint8Array;
}
