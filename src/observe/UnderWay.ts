// SPDX-License-Identifier: Apache-2.0
import { attempt } from '../host/guarded.ts';

/** Far more than a program has open at once; of more, some are not recorded at the end. */
const MAX_REQUESTS = 1_024;

/** Said of what the end of the process cuts off. */
export const CUT_OFF = 'The process ended before one came.';

/** Requests that are not answered yet, so that the end of the process can be told as theirs. */
export class UnderWay<Request extends object> {
  readonly #requests = new Set<Request>();

  add(request: Request): void {
    this.#requests.add(request);
    if (this.#requests.size <= MAX_REQUESTS) return;
    // Should the end of some never be heard of.
    const [oldest] = this.#requests;
    if (oldest !== undefined) this.#requests.delete(oldest);
  }

  delete(request: Request): void {
    this.#requests.delete(request);
  }

  clear(): void {
    this.#requests.clear();
  }

  /** Hands over each request once. */
  end(each: (request: Request) => void): void {
    const requests = [...this.#requests];
    this.#requests.clear();
    for (const request of requests) attempt('end of a request', () => each(request));
  }
}
