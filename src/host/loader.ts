// SPDX-License-Identifier: Apache-2.0
import { Backoff } from './Backoff.ts';
import { PlainError } from './PlainError.ts';

/** Why a file is not there for us. */
const ABSENT: ReadonlySet<unknown> = new Set(['MODULE_NOT_FOUND', 'ENOENT', 'EACCES', 'EPERM', 'ERR_ACCESS_DENIED']);

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
      failure.error = ABSENT.has(code) ? absent(file, beside, cause, code) : cause;
      failure.backoff.failed();
      failures.set(file, failure);
      throw failure.error;
    }
  };
}

function absent(file: string, beside: string, cause: unknown, code: unknown): PlainError {
  return new PlainError(
    `cannot load ${file}, which belongs beside ${beside} (${code}), and records nothing that needs it. Deploy the whole package, and leave keyvault-otel out of bundles`,
    { cause },
  );
}
