// SPDX-License-Identifier: Apache-2.0
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Outside, preloadGlobal } from './preloadGlobal.ts';

/**
 * What lives long and begins within a request of the program, a timer above all, would keep what the program stores for
 * that request as long. Of the preload's start, where there is one: files of it that are loaded later are loaded within a
 * request.
 */
export const outside: Outside = preloadGlobal()?.outside ?? AsyncLocalStorage.snapshot();
