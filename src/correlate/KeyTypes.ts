// SPDX-License-Identifier: Apache-2.0
import type { Operation } from '../understand/Operation.ts';
import type { KeyType } from '../understand/throttleLimits.ts';
import { BoundedMap } from './BoundedMap.ts';

const MAX_KEYS = 4_096;

type KeyName = Pick<Operation, 'objectName' | 'objectVersion'>;

/** Type and size of the keys seen, by version and by name (the newest version seen). */
export class KeyTypes {
  readonly #known = new BoundedMap<string, KeyType>(MAX_KEYS);

  get size(): number {
    return this.#known.size;
  }

  get(host: string, key: KeyName): KeyType | undefined {
    if (this.#known.size === 0 || key.objectName === undefined) return undefined;
    const byName = nameOf(host, key.objectName);
    if (key.objectVersion === undefined) return this.#known.get(byName);
    return this.#known.get(`${byName}/${key.objectVersion}`) ?? this.#known.get(byName);
  }

  learn(host: string, key: KeyName, type: KeyType): void {
    if (key.objectName === undefined) return;
    const byName = nameOf(host, key.objectName);
    this.#known.set(byName, type);
    if (key.objectVersion !== undefined) this.#known.set(`${byName}/${key.objectVersion}`, type);
  }
}

/** To the service, names of objects are the same in any case. */
function nameOf(host: string, objectName: string): string {
  return `${host}/${objectName.toLowerCase()}`;
}
