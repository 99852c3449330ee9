// SPDX-License-Identifier: Apache-2.0
import { HostTable } from '../observe/HostTable.ts';
import type { Endpoint } from '../understand/Endpoint.ts';
import { mayAskForToken } from '../understand/mayAskForToken.ts';
import type { RecognizeOptions } from '../understand/recognizeHost.ts';
import { understandRequest } from '../understand/understandRequest.ts';
import type { OutgoingRequest } from './OutgoingRequest.ts';

/** Tells the requests to vaults and token endpoints from all others. */
export class RequestFilter {
  readonly #hosts: HostTable;

  constructor(options: RecognizeOptions) {
    this.#hosts = new HostTable(options);
  }

  /** The vault or token endpoint that a host can be. */
  endpointOf(host: string): Endpoint | undefined {
    return this.#hosts.lookup(host);
  }

  /** Whether a request is worth a closer look. */
  mayBeOurs(host: string, target: () => string): boolean {
    const endpoint = this.#hosts.lookup(host);
    return endpoint !== undefined && (endpoint.kind === 'vault' || mayAskForToken(endpoint, target()));
  }

  accepts({ host, method, target, headers }: OutgoingRequest): boolean {
    const endpoint = this.#hosts.lookup(host);
    if (endpoint === undefined) return false;
    if (endpoint.kind === 'vault' && !endpoint.needsRoute) return true;
    if (endpoint.kind === 'token' && !mayAskForToken(endpoint, target)) return false;
    const call = understandRequest({ endpoint, method, target, header: headers() });
    return call !== undefined && !(call.kind === 'token' && call.discovery);
  }
}
