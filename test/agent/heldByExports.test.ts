// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unansweredPort } from './unansweredPort.ts';

const MODULE = new URL('../../src/agent/heldByExports.ts', import.meta.url).href;

describe('heldByExports', () => {
  let unanswered: Awaited<ReturnType<typeof unansweredPort>>;
  beforeAll(async () => {
    unanswered = await unansweredPort();
  });
  afterAll(() => unanswered.close());

  it.each([
    ['only a connection that is made', '', true],
    ['output that was written', `console.log('out'); console.error('err');`, true],
    ['standard input that is read', `console.log('out'); process.stdin.resume();`, false],
    ['a server on a Unix socket', `net.createServer().listen('\\0keyvault-otel-' + process.pid);`, false],
    ['a channel to its parent', `process.on('message', () => {});`, false],
    ['a timer', `setTimeout(() => {}, 60_000);`, false],
    ['a server', `net.createServer().listen(0);`, false],
  ])('tells what a program with %s is held by', async (_what, setUp, expected) => {
    const source = `
      import net from 'node:net';
      import { heldByExports } from '${MODULE}';
      net.connect(${unanswered.port}, '127.0.0.1').on('error', () => {}).unref();
      ${setUp}
      setTimeout(() => { console.log('held', heldByExports()); process.exit(); }, 200).unref();`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    });
    const [output] = await Promise.all([text(child.stdout as NodeJS.ReadableStream), once(child, 'exit')]);
    expect(output).toContain(`held ${expected}\n`);
  });
});
