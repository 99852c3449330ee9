// SPDX-License-Identifier: Apache-2.0
import { attempt } from '../host/guarded.ts';
import type { KeyVaultInstrumentation } from '../KeyVaultInstrumentation.ts';

/**
 * As the guest of an SDK of the program: a challenge that waits for a request with a token is a failure when nothing is left
 * to do. In front of those listeners by which an SDK sends its last telemetry.
 */
export function settleAtEnd(instrumentation: Pick<KeyVaultInstrumentation, 'settle'>): void {
  process.prependListener('beforeExit', () => attempt('settling at the end', () => instrumentation.settle()));
}
