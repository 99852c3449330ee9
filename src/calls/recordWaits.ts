// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
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
  const common: Attributes = {
    [names.ATTR_SERVER_ADDRESS]: answer.known.operation.address,
    [names.ATTR_AZURE_KEYVAULT_THROTTLE_CLASS]: answer.known.call.operation.throttleClass,
  };
  if (waited !== undefined) {
    const attributes = obeyed === undefined ? common : { ...common, [names.ATTR_AZURE_KEYVAULT_RETRY_OBEYED]: obeyed };
    instruments?.backoffDuration.record(waited, attributes);
  }
  const source = { [names.ATTR_AZURE_KEYVAULT_RETRY_SOURCE]: advice?.source ?? 'none' };
  if (advice?.seconds !== undefined) instruments?.retryAfter.record(advice.seconds, { ...common, ...source });
  if (!isThrottled) return;
  const cause =
    answer.failure?.cause === undefined ? {} : { [names.ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: answer.failure.cause };
  instruments?.throttled.add(1, { ...common, ...source, ...cause });
}
