// SPDX-License-Identifier: Apache-2.0
import { randomFillSync } from 'node:crypto';
import type { IdGenerator } from '@opentelemetry/sdk-trace';

/** Of random bytes fetched at once. */
const POOL_SIZE = 4_096;

/** Ids of traces and spans that take nothing from `Math.random`, whose sequence a program may have made its own. */
export function randomIds(): IdGenerator {
  const pool = Buffer.alloc(POOL_SIZE);
  let used = POOL_SIZE;
  const hex = (bytes: number): string => {
    if (used + bytes > POOL_SIZE) {
      randomFillSync(pool);
      used = 0;
    }
    used += bytes;
    const id = pool.toString('hex', used - bytes, used);
    // An id of zeros is none: https://www.w3.org/TR/trace-context/#trace-id
    return /[^0]/.test(id) ? id : hex(bytes);
  };
  return { generateTraceId: () => hex(16), generateSpanId: () => hex(8) };
}
