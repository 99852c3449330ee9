// SPDX-License-Identifier: Apache-2.0
import { basename, isAbsolute } from 'node:path';
import { processDetector, type ResourceDetector } from '@opentelemetry/resources';

/** Passwords are given to programs as arguments, and the owner is a person's account. */
const PRIVATE: ReadonlySet<string> = new Set(['process.command_args', 'process.command_line', 'process.owner']);
const COMMAND = 'process.command';
const EXECUTABLE_NAME = 'process.executable.name';

/** Takes the place of OpenTelemetry's detector of the process, without what may hold a secret. */
export const processWithoutSecrets: ResourceDetector = {
  detect: (config) => {
    const { attributes = {} } = processDetector.detect(config);
    const kept = Object.entries(attributes).filter(([name]) => !PRIVATE.has(name) && (name !== COMMAND || runsFile()));
    // OpenTelemetry takes the title of the process, which is whatever the program writes there.
    return { attributes: { ...Object.fromEntries(kept), [EXECUTABLE_NAME]: basename(process.execPath) } };
  },
};

/** Without a file, as with `--eval`, the first argument of the program stands where its path would. */
function runsFile(): boolean {
  const { argv, _eval: text } = process as { readonly argv: readonly string[]; readonly _eval?: unknown };
  return isAbsolute(argv[1] ?? '') && text === undefined;
}
