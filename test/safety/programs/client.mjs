// SPDX-License-Identifier: Apache-2.0
// Runs the cases of a file and writes the transcript of each: everything that a program can notice of its requests.
import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { fetchCase } from './fetchCase.mjs';
import { httpCase } from './httpCase.mjs';
import { undiciCase } from './undiciCase.mjs';

const [casesFile, transcriptsFile, run] = process.argv.slice(2);
const cases = JSON.parse(readFileSync(casesFile, 'utf8'));
const ports = JSON.parse(process.env.SHAPE_PORTS);
const RUNNERS = { http: httpCase, fetch: fetchCase, undici: undiciCase };
const CONCURRENCY = 24;
const STUCK_AFTER = 3_000;

const process_ = [];
process.on('warning', (warning) => process_.push(`warning ${warning.name} ${warning.code}`));
process.on('unhandledRejection', (error) => process_.push(`unhandled ${error?.name} ${error?.code}`));
process.on('uncaughtException', (error) => process_.push(`uncaught ${error?.name} ${error?.code}`));

// With the first call to a vault an agent loads its SDK, which takes longer than some of the cases wait.
await new Promise((resolve) => get({ host: 'contoso.vault.azure.net', port: 9 }).on('error', resolve));

const transcripts = {};
const queue = [...cases];
async function worker() {
  for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
    const log = [];
    const origin = `${one.secure ? 'https' : 'http'}://${one.host}:${one.secure ? ports.https : ports.http}`;
    const target = `${one.path}?api-version=7.6&run=${run}&case=${one.id}`;
    let timer;
    const stuck = new Promise((resolve) => {
      timer = setTimeout(() => resolve(log.push('stuck')), STUCK_AFTER);
    });
    await Promise.race([RUNNERS[one.transport]({ ...one, origin, target }, log), stuck]);
    clearTimeout(timer);
    transcripts[one.id] = log.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry)));
  }
}
await Promise.all(Array.from({ length: CONCURRENCY }, worker));
await new Promise((resolve) => setTimeout(resolve, 100));
writeFileSync(transcriptsFile, JSON.stringify({ transcripts, process: [...new Set(process_)].sort() }));
// Sockets of cases that were given up would keep the process alive; the last flush of an agent is not what is compared.
setTimeout(() => process.exit(0), 500);
