// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers';
import { deserialize } from 'node:v8';
import { outside } from '../host/outside.ts';
import { ownTimers } from '../host/ownTimers.ts';
import { claimPreload } from '../host/preloadGlobal.ts';
import { loadOtlp } from './loadChunk.ts';
import type { Relayed } from './Relayed.ts';

const STANDARD_INPUT = 0;

/*
 * Runs in a child of a process that is ending: sends what the parent could not, with the same exporters and the same
 * environment. Nothing of an exporter holds the process, so the timer does, which also ends it where the parent, which
 * bounds it too, is killed meanwhile.
 */
const { unsent, files, timeout } = deserialize(readFileSync(STANDARD_INPUT)) as Relayed;
claimPreload({ say: () => {}, timers: ownTimers, outside, files });
setTimeout(() => process.exit(1), timeout);
void Promise.allSettled(unsent.map(({ signal, protocol, body }) => loadOtlp(protocol).send(signal, body))).then(
  (results) => process.exit(results.every(({ status }) => status === 'fulfilled') ? 0 : 1),
);
