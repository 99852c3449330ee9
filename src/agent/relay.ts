// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { setInterval, setTimeout } from 'node:timers';
import { deserialize } from 'node:v8';
import { outside } from '../host/outside.ts';
import { ownTimers } from '../host/ownTimers.ts';
import { claimPreload } from '../host/preloadGlobal.ts';
import { loadOtlp } from './loadChunk.ts';
import type { Relayed } from './Unsent.ts';

const STANDARD_INPUT = 0;

/*
 * Runs in a child of a process that is ending: sends what the parent could not, with the same exporters and the same
 * environment. Nothing of an exporter holds the process, so the interval does. The parent bounds how long it may take, and it does
 * so itself, for a parent that is killed meanwhile.
 */
setInterval(() => {}, 1_000);
const { unsent, files, timeout } = deserialize(readFileSync(STANDARD_INPUT)) as Relayed;
claimPreload({ say: () => {}, timers: ownTimers, outside, files });
setTimeout(() => process.exit(1), timeout);
void Promise.allSettled(unsent.map(({ signal, protocol, body }) => loadOtlp(protocol).send(signal, body))).then(
  (results) => process.exit(results.every(({ status }) => status === 'fulfilled') ? 0 : 1),
);
