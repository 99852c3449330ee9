// SPDX-License-Identifier: Apache-2.0
import type { ReadAgain } from '../correlate/RepeatedReads.ts';
import * as names from '../record/attributeNames.ts';
import type { VaultAnswer } from './VaultAnswer.ts';
import type { VaultState } from './VaultState.ts';

/** Operations after which a cached object would be wrong; encrypt, sign and the like leave it as it is. */
const changesObject = /(?:Set|Update|Delete|Create|Import|Rotate|Restore|Recover|Purge|Merge)$/;

/** Counts a successful read that repeats an earlier one; a write makes the next read a first one. */
export function recordRead({ recorder, reads }: VaultState, answer: VaultAnswer): ReadAgain | undefined {
  const { operation, endpoint } = answer.call;
  if (answer.diagnosis !== undefined || operation.objectName === undefined) return undefined;
  const id = `${endpoint.host}/${operation.objectType}/${operation.objectName}/`;
  if (!operation.cacheable) {
    if (changesObject.test(operation.name)) reads.forget(id);
    return undefined;
  }
  const again = reads.read(id + (operation.objectVersion ?? ''), performance.now());
  if (again.repeated) {
    recorder.instruments.current?.repeatedReads.add(1, {
      [names.ATTR_SERVER_ADDRESS]: recorder.address(endpoint.host),
      [names.ATTR_AZURE_KEYVAULT_OBJECT_TYPE]: operation.objectType,
    });
  }
  return again;
}
