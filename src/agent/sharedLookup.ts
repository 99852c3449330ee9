// SPDX-License-Identifier: Apache-2.0
import type { LookupAddress, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** Longer than a resolver takes by its defaults, with search domains: what takes longer is given up, ms. */
const MAX_WAIT = 60_000;

/** An export is over after this: nobody waits for its look-up any more, and it would hold the end of a process, ms. */
const MAX_QUEUED = 10_000;

type Options = Pick<LookupOptions, 'family' | 'hints'>;
type Addresses = readonly LookupAddress[];

const underWay = new Map<string, Promise<Addresses>>();
let latest: Promise<unknown> = Promise.resolve();

/**
 * In the build, how exporters look up the name of their collector: one at a time, and whoever asks for the same name
 * meanwhile waits for the same answer. The system looks up two names at once and gives none up: exporters that wait for a
 * name server which does not answer would take both places, and the program's own calls would wait for them.
 */
export function sharedLookup(name: string, { family, hints }: Options = {}): Promise<Addresses> {
  const key = `${name} ${family} ${hints}`;
  const known = underWay.get(key);
  if (known !== undefined) return known;
  const askedAt = performance.now();
  const search = latest.then(() => {
    if (performance.now() - askedAt > MAX_QUEUED)
      throw new Error(`no look-up of ${name}: that of another name takes long`);
    return addressesOf(name, { family, hints });
  });
  const over = (): boolean => underWay.delete(key);
  latest = search.then(over, over);
  underWay.set(key, search);
  return search;
}

/** {@link sharedLookup}, as an option of agents. */
export const lookupOfAgents: LookupFunction = (name, options, found) => {
  sharedLookup(name, options as Options)
    .then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) found(null, [...addresses]);
        else found(null, first?.address ?? '', first?.family ?? 0);
      },
      (error) => found(error, ''),
    )
    // What Node makes of an address is no error of the program.
    .catch(() => undefined);
};

function addressesOf(name: string, options: Options): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error(`the name server does not answer for ${name}`)), MAX_WAIT);
    // A program may have put something simpler in its place, or something that throws.
    const found = (error: Error | null, addresses: unknown, family = 4): void => {
      clearTimeout(tooLong);
      const all: readonly unknown[] = Array.isArray(addresses) ? addresses : [{ address: String(addresses), family }];
      const usable = all.filter((one): one is LookupAddress => typeof one === 'object' && one !== null);
      if (error) reject(error);
      else if (usable.length === 0) reject(new Error(`no address of ${name}`));
      else resolve(usable);
    };
    try {
      process.getBuiltinModule('node:dns').lookup(name, { ...options, all: true }, found);
    } catch (error) {
      clearTimeout(tooLong);
      reject(error);
    }
  });
}
