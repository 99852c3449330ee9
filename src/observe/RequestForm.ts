// SPDX-License-Identifier: Apache-2.0
import { MAX_FORM } from './tapRequestBody.ts';

/** The form of one request of undici, as far as it is looked at and was seen. */
export class RequestForm {
  #text: string;
  /** A body that is there at once is published as a chunk a second time. */
  readonly #comesInChunks: boolean;

  /** @param body As undici has it when the request is made. */
  constructor(body: unknown) {
    this.#text = textOf(body);
    this.#comesInChunks = body != null && this.#text === '';
  }

  add(chunk: unknown): void {
    if (this.#comesInChunks && this.#text.length < MAX_FORM) this.#text += textOf(chunk);
  }

  /**
   * Hands it over, and keeps it no longer: it may hold a secret.
   *
   * @param isSent Without an answer, the form of `fetch` may not have been seen: it counts as one that names no vault.
   */
  take(isSent: boolean): string | undefined {
    const text = this.#text;
    this.#text = '';
    return text || (!isSent && this.#comesInChunks ? '' : undefined);
  }
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body.slice(0, MAX_FORM);
  return body instanceof Uint8Array ? Buffer.from(body.subarray(0, MAX_FORM)).toString('latin1') : '';
}
