// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { setInterval } from 'node:timers';
import { deserialize } from 'node:v8';
import { outside } from '../host/outside.ts';
import { ownTimers } from '../host/ownTimers.ts';
import { claimPreload } from '../host/preloadGlobal.ts';
import { loadOtlp } from './loadChunk.ts';
import type { Relayed } from './Unsent.ts';

const STANDARD_INPUT = 0;

/*
 * Runs in a child of a process that is ending: sends what the parent could not, with the same exporters and the same
 * environment. Nothing of an exporter holds the process, so the interval does; the parent bounds how long it may take.
 */
setInterval(() => {}, 1_000);
const { unsent, files } = deserialize(readFileSync(STANDARD_INPUT)) as Relayed;
claimPreload({ say: () => {}, timers: ownTimers, outside, files });
void Promise.allSettled(unsent.map(({ signal, protocol, body }) => loadOtlp(protocol).send(signal, body))).then(
  (results) => process.exit(results.every(({ status }) => status === 'fulfilled') ? 0 : 1),
);
