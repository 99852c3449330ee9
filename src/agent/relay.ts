// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { loadOtlp } from './loadChunk.ts';
import type { Unsent } from './Unsent.ts';

const STANDARD_INPUT = 0;

/*
 * Runs in a child of a process that is ending: sends what the parent could not, with the same exporters and the same
 * environment. The parent bounds how long it may take.
 */
const unsent = deserialize(readFileSync(STANDARD_INPUT)) as readonly Unsent[];
void Promise.allSettled(unsent.map(({ signal, protocol, body }) => loadOtlp(protocol).send(signal, body))).then(() =>
  process.exit(),
);
