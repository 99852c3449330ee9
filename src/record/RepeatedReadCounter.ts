// SPDX-License-Identifier: Apache-2.0
import type { Counter } from '@opentelemetry/api';
import type { ObjectType } from '../understand/Operation.ts';
import { ATTR_AZURE_KEYVAULT_OBJECT_TYPE, ATTR_SERVER_ADDRESS } from './attributeNames.ts';

/**
 * Sums up repeated reads until metrics are collected: programs repeat most of their reads, and to tell the counter of
 * each costs as much as everything else that is done about it. Holds one sum for each series.
 */
export class RepeatedReadCounter {
  readonly #counter: Pick<Counter, 'add'>;
  readonly #sums = new Map<string, Map<ObjectType, number>>();

  constructor(counter: Pick<Counter, 'add'>) {
    this.#counter = counter;
  }

  /** @param address Value of `server.address` on metrics, of which there is a bounded number. */
  add(address: string, objectType: ObjectType): void {
    let sums = this.#sums.get(address);
    if (sums === undefined) {
      sums = new Map();
      this.#sums.set(address, sums);
    }
    sums.set(objectType, (sums.get(objectType) ?? 0) + 1);
  }

  /** Tells the counter what has been summed up. */
  flush(): void {
    for (const [address, sums] of this.#sums) {
      for (const [objectType, sum] of sums) {
        if (sum === 0) continue;
        sums.set(objectType, 0);
        this.#counter.add(sum, { [ATTR_AZURE_KEYVAULT_OBJECT_TYPE]: objectType, [ATTR_SERVER_ADDRESS]: address });
      }
    }
  }
}
