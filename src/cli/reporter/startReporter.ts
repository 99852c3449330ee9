// SPDX-License-Identifier: Apache-2.0
import { threadId } from 'node:worker_threads';
import { resolveConfig } from '../../resolveConfig.ts';
import { StandIn } from '../../StandIn.ts';
import { standInGlobal } from '../../standInGlobal.ts';
import { reportedCallOf } from '../report/reportedCallOf.ts';
import { SpoolWriter } from './SpoolWriter.ts';
import { SPOOL_VARIABLE } from './spool.ts';

const STARTED = Symbol.for('keyvault-otel.reporter');
const NEEDED: readonly [major: number, minor: number] = [22, 15];

/**
 * Hands every call that this thread makes to the command that started it. Uses the instrumentation that observes the
 * process already, and brings its own where there is none. Never throws: the program must not notice.
 */
export function startReporter(): void {
  const directory = process.env[SPOOL_VARIABLE];
  if (directory === undefined || directory === '' || Reflect.has(globalThis, STARTED)) return;
  Object.defineProperty(globalThis, STARTED, { value: true });
  const writer = new SpoolWriter({ directory, pid: process.pid, threadId });
  try {
    if (!isSupported(process.versions.node)) {
      writer.write({ type: 'unsupported', version: process.versions.node });
      return;
    }
    const { identity } = resolveConfig();
    const observer = standInGlobal() ?? new StandIn();
    observer.listen((record) => writer.write({ type: 'call', call: reportedCallOf(record, identity) }));
    // A challenge waits for the request with a token: at the end of the process it is clear that none follows.
    process.on('exit', () => observer.end());
  } catch {
    // A full disk or a directory that is gone costs the report, and nothing else.
  }
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}
