// SPDX-License-Identifier: Apache-2.0
import { AsyncLocalStorage } from 'node:async_hooks';

export type Outside = <Result>(begin: () => Result) => Result;

/**
 * Runs a function where no request of the program is under way. What lives long and begins within one, a timer above all,
 * would keep what the program stores for that request as long.
 */
export const outside: Outside = AsyncLocalStorage.snapshot();
