// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { childOptions, MAP_NAMES, programFile } from './child.ts';
import type { Variant } from './variants.ts';

/** A process that sends calls when it is told to, and is idle otherwise. */
export class Client {
  readonly #child: ChildProcess;

  constructor(variant: Variant, transport: string, url: string) {
    this.#child = fork(programFile('calls.mjs'), [transport, url], {
      ...childOptions(variant.env),
      execArgv: ['--require', MAP_NAMES, ...variant.args],
    });
  }

  /** Microseconds of CPU that each of so many calls took. */
  async send(count: number): Promise<number> {
    const settled = new AbortController();
    try {
      this.#child.send(count);
      const answer = once(this.#child, 'message', settled);
      const exit = once(this.#child, 'exit', settled);
      const [value] = await Promise.race([answer, exit.then(() => [undefined])]);
      if (typeof value !== 'number') throw new Error('A client ended before it answered.');
      return value;
    } finally {
      settled.abort();
    }
  }

  end(): void {
    // What is measured may keep a process that is asked to end.
    this.#child.kill('SIGKILL');
  }
}
