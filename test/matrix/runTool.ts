// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';

/** Runs a JavaScript tool of an installation. Resolves to its complaints; none when it exits with 0. */
export function runTool(options: {
  readonly node: string;
  readonly cwd: string;
  readonly args: readonly string[];
}): Promise<readonly string[]> {
  return new Promise((resolve) => {
    execFile(options.node, options.args, { cwd: options.cwd }, (error, stdout, stderr) => {
      if (error === null) return resolve([]);
      const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
      resolve(lines.length > 0 ? lines.slice(0, 8) : [error.message]);
    });
  });
}
