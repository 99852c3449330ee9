// SPDX-License-Identifier: Apache-2.0
import type { ReadAgain } from '../correlate/RepeatedReads.ts';
import type { VaultAnswer } from './VaultAnswer.ts';
import type { VaultState } from './VaultState.ts';

/** Operations after which a cached object would be wrong; encrypt, sign, a rotation policy and the like leave it as it is. */
const changesObject = /(?:(?<!Policy)Set|Update|Delete|Create|Import|Rotate|Restore|Recover|Purge|Merge)$/;

/**
 * Counts a successful read that repeats an earlier one; a write makes the next read a first one, of the object and of the
 * version that it names. What was deleted and recovered still has the versions that it had.
 */
export function recordRead({ recorder, reads }: VaultState, answer: VaultAnswer): ReadAgain | undefined {
  const { call, object, operation } = answer.known;
  if (answer.failure !== undefined || object === undefined) return undefined;
  if (!call.operation.cacheable) {
    if (changesObject.test(call.operation.name)) {
      reads.forget(object.id);
      reads.forget(object.versionId);
    }
    return undefined;
  }
  const again = reads.read(object.versionId, answer.answeredAt);
  if (again.repeated) recorder.instruments.current?.repeatedReads.add(operation.address, call.operation.objectType);
  return again;
}
