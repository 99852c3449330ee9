// SPDX-License-Identifier: Apache-2.0
import type { Endpoint } from '../understand/Endpoint.ts';
import { ownText } from '../understand/ownText.ts';
import { type RecognizeOptions, recognizeHost } from '../understand/recognizeHost.ts';

const MAX_HOSTS = 1_024;
/** Of an origin: no name that DNS allows is longer. */
const MAX_LENGTH = 512;

/** Remembers which hosts are vaults or token endpoints, so that a call to any other host costs one look-up. */
export class HostTable {
  readonly #known = new Map<string, Endpoint | undefined>();
  readonly #options: RecognizeOptions;

  constructor(options: RecognizeOptions) {
    this.#options = options;
  }

  /** @param host Host name or origin, with or without port. */
  lookup(host: string): Endpoint | undefined {
    if (host.length > MAX_LENGTH) return undefined;
    const known = this.#known.get(host);
    if (known !== undefined || this.#known.has(host)) return known;
    // It may be a view on a whole URL, with a signature in it.
    const own = ownText(host);
    const scheme = own.indexOf('://');
    const from = scheme < 0 ? 0 : scheme + 3;
    // undici 5 and 6 publish an origin as it was given: a `URL` ends with a slash as text.
    const end = own.indexOf('/', from);
    const endpoint = recognizeHost(own.slice(from, end < 0 ? undefined : end), this.#options);
    if (this.#known.size >= MAX_HOSTS) this.#known.clear();
    this.#known.set(own, endpoint);
    return endpoint;
  }
}
