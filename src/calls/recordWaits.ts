// SPDX-License-Identifier: Apache-2.0
import * as names from '../record/attributeNames.ts';
import type { VaultAnswer } from './VaultAnswer.ts';
import type { VaultState } from './VaultState.ts';

/** Records the wait before this request, the advice in its answer, and a 429. */
export function recordWaits({ recorder }: VaultState, answer: VaultAnswer): void {
  const { waited, obeyed } = answer.attempt;
  const advice = answer.failure?.retryAfter;
  const isThrottled = answer.status === 429;
  if (waited === undefined && advice === undefined && !isThrottled) return;
  const instruments = recorder.instruments.current;
  const { operation } = answer.known;
  if (waited !== undefined) {
    const details = obeyed === undefined ? {} : { [names.ATTR_AZURE_KEYVAULT_RETRY_OBEYED]: obeyed };
    instruments?.backoffDuration.record(waited, operation.waits(details));
  }
  const source = { [names.ATTR_AZURE_KEYVAULT_RETRY_SOURCE]: advice?.source ?? 'none' };
  if (advice?.seconds !== undefined) instruments?.retryAfter.record(advice.seconds, operation.waits(source));
  if (!isThrottled) return;
  const cause =
    answer.failure?.cause === undefined ? {} : { [names.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: answer.failure.cause };
  instruments?.throttled.add(1, operation.waits({ ...source, ...cause }));
}
