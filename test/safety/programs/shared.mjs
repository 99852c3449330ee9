// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

const TOKEN = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from(
  JSON.stringify({ aud: 'https://vault.azure.net', appid: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', exp: 1548701413 }),
).toString('base64url')}.${'s'.repeat(342)}`;

/** Name-value pairs of the request's header. */
export function headerPairs(one) {
  const pairs = [
    ['Accept', 'application/json'],
    ['X-Mixed-Case', 'Value'],
    ['x-ms-client-request-id', `case-${one.id % 7}`],
  ];
  if (one.credential) pairs.push(['Authorization', `Bearer ${TOKEN}`]);
  if (one.body === 'form') pairs.push(['content-type', 'application/x-www-form-urlencoded']);
  return pairs;
}

export function bodyBytes(one) {
  if (one.body === 'form') {
    return Buffer.from(
      `grant_type=client_credentials&client_id=app&client_secret=hidden&scope=https%3A%2F%2Fvault.azure.net%2F.default&pad=${'p'.repeat(one.bodySize)}`,
    );
  }
  return Buffer.alloc(one.bodySize, 'body ');
}

/** Three pieces of the body. */
export function bodyPieces(one) {
  const bytes = bodyBytes(one);
  const third = Math.ceil(bytes.length / 3);
  return [bytes.subarray(0, third), bytes.subarray(third, 2 * third), bytes.subarray(2 * third)];
}

export const bodyStream = (one) => Readable.from(bodyPieces(one), { objectMode: false });

export const hasBody = (one) => one.body !== 'none' && !['GET', 'HEAD'].includes(one.method);

/** Size and digest of what came. */
export function digest(data) {
  const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data ?? []);
  return `${bytes.length} ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`;
}

/** What a program can tell of an error. */
export function told(error) {
  if (!(error instanceof Error)) return { thrown: typeof error };
  const { name, message, code } = error;
  return { name, message, code, ...(error.cause === undefined ? {} : { cause: told(error.cause) }) };
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A digest of all data of a stream and how it ended, collected as it flows. */
export class Collected {
  #hash = createHash('sha256');
  #size = 0;

  add(chunk) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.#hash.update(bytes);
    this.#size += bytes.length;
  }

  toString() {
    return `${this.#size} ${this.#hash.copy().digest('hex').slice(0, 16)}`;
  }
}
