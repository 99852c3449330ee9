// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers';
import { deserialize } from 'node:v8';
import { attempt } from '../host/guarded.ts';
import { outside } from '../host/outside.ts';
import { ownTimers } from '../host/ownTimers.ts';
import { claimPreload } from '../host/preloadGlobal.ts';
import { loadOtlp } from './loadChunk.ts';
import { NO_TIME, type Relayed } from './Relayed.ts';
import { reasonOf } from './reasonOf.ts';

const STANDARD_INPUT = 0;
const STANDARD_OUTPUT = 1;

/*
 * Runs in a child of a process that is ending: sends what the parent could not, with the same exporters and the same
 * environment. Nothing of an exporter holds the process, so the timer does, which also ends it where the parent, which
 * bounds it too, is killed meanwhile.
 */
const { unsent, files, timeout } = deserialize(readFileSync(STANDARD_INPUT)) as Relayed;
claimPreload({ say: () => {}, timers: ownTimers, outside, redactUrls: true, files, requests: new Map() });
setTimeout(() => process.exit(NO_TIME), timeout);
// Tells the parent that it runs.
attempt('start of the child', () => writeSync(STANDARD_OUTPUT, ' '));
const sent = unsent.map(async ({ signal, protocol, body }) => {
  const otlp = loadOtlp(protocol);
  otlp.sendLast(true);
  return otlp.send(signal, body);
});
void Promise.allSettled(sent).then((results) => {
  const failed = results.find((result) => result.status === 'rejected');
  if (failed === undefined) process.exit(0);
  writeSync(STANDARD_OUTPUT, reasonOf(failed.reason) || 'no reason was given');
  process.exit(1);
});
