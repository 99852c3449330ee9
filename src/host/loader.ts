// SPDX-License-Identifier: Apache-2.0
import { Backoff } from './Backoff.ts';
import { PlainError } from './PlainError.ts';

/** Why a file is not there for us. */
const ABSENT: ReadonlySet<unknown> = new Set(['MODULE_NOT_FOUND', 'ENOENT', 'EACCES', 'EPERM', 'ERR_ACCESS_DENIED']);

/** For a while. */
const NO_ROOM: ReadonlySet<unknown> = new Set(['EMFILE', 'ENFILE']);

interface Failure {
  error: unknown;
  readonly backoff: Backoff;
}

/**
 * Loads files of the build, and tries those that failed again, ever more seldom.
 *
 * @param load Loads a file by its name.
 * @param beside The file that they belong beside.
 * @returns Throws what `load` throws, and a {@link PlainError} where the file is not there.
 */
export function loader(load: (file: string) => unknown, beside: string): (file: string) => unknown {
  const failures = new Map<string, Failure>();
  return (file) => {
    const failure = failures.get(file) ?? { error: undefined, backoff: new Backoff() };
    if (!failure.backoff.isOver) throw failure.error;
    try {
      return load(file);
    } catch (cause) {
      const code = cause instanceof Error && Object.hasOwn(cause, 'code') ? Reflect.get(cause, 'code') : undefined;
      if (ABSENT.has(code)) failure.error = absent(file, beside, cause, code);
      else failure.error = NO_ROOM.has(code) ? noRoom(cause, code) : cause;
      failure.backoff.failed();
      failures.set(file, failure);
      throw failure.error;
    }
  };
}

function noRoom(cause: unknown, code: unknown): PlainError {
  return new PlainError(`too many files are open to load what it needs (${code}); a later call tries again`, { cause });
}

function absent(file: string, beside: string, cause: unknown, code: unknown): PlainError {
  const missing = isWithin(file, cause)
    ? `a package that ${file} depends on`
    : `${file}, which belongs beside ${beside}`;
  return new PlainError(
    `cannot load ${missing} (${code}), and records nothing that needs it. Deploy the whole package with what it depends on, so that the user of the first call may read it, and leave keyvault-otel out of bundles`,
    { cause },
  );
}

/** Whether the file was there, and what it requires itself was not. */
function isWithin(file: string, cause: unknown): boolean {
  const stack: unknown = Reflect.get(Object(cause), 'requireStack');
  return Array.isArray(stack) && stack.some((required) => typeof required === 'string' && required.endsWith(file));
}
