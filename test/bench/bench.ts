// SPDX-License-Identifier: Apache-2.0
// npm run bench: measures the build, and writes the tables of docs/performance.md. `--quick` measures less and writes nothing;
// names of sections (`startup`, `switched`, `per-call`, `allocation`, `growth`, `otlp`) measure only those.
import { arch, cpus, platform, totalmem } from 'node:os';
import { allocation } from './allocation.ts';
import { growth, otlpBytes } from './growth.ts';
import { perCall } from './perCall.ts';
import { startup } from './startup.ts';
import { switched } from './switched.ts';
import { writeSection } from './writeSection.ts';

const isQuick = process.argv.includes('--quick');
const sections = {
  startup: () => startup(isQuick ? 5 : 15),
  switched: () => switched({ generations: isQuick ? 1 : 3, rounds: 8 }),
  'per-call': () => perCall({ generations: isQuick ? 1 : 3, rounds: 15, warmUp: 6_000 }),
  allocation: () => allocation(isQuick ? 1 : 3),
  growth: () => growth(isQuick ? 8_000 : 40_000),
  otlp: () => otlpBytes(12_000),
} as const satisfies Readonly<Record<string, () => readonly string[] | Promise<readonly string[]>>>;

const machine = `Node ${process.version}, ${platform()} ${arch()}, ${cpus().length} CPUs, ${Math.round(totalmem() / 2 ** 30)} GiB.`;
console.log(machine);
if (!isQuick) writeSection('docs/performance.md', 'machine', machine);
const chosen = process.argv.slice(2).filter((argument) => Object.hasOwn(sections, argument));
for (const [name, measure] of Object.entries(sections)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const table = (await measure()).join('\n');
  console.log(`\n${table}`);
  if (!isQuick) writeSection('docs/performance.md', name, table);
}
process.exit(0);
