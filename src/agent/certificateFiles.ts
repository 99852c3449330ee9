// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync, readSync, statSync } from 'node:fs';

const SIGNALS = ['', 'TRACES_', 'METRICS_', 'LOGS_'] as const;
const KINDS = ['CERTIFICATE', 'CLIENT_KEY', 'CLIENT_CERTIFICATE'] as const;
/** Of one file; bundles of authorities have some hundred KB. */
const MAX_SIZE = 1_048_576;
/** Where the threads of a process find what the first of them has read. */
const SHARED = 'keyvault-otel.files';

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * The certificates and keys that exporters are configured with, by their paths as written. They are read when the program
 * starts, as an SDK does that starts with it; the exporters are made later, when the program may have another user or
 * working directory.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#configuration-options
 */
export function certificateFiles(env: Readonly<Record<string, string | undefined>>): Files {
  const names = SIGNALS.flatMap((signal) => KINDS.map((kind) => `OTEL_EXPORTER_OTLP_${signal}${kind}`));
  const paths = new Set(names.map((name) => env[name]?.trim() ?? '').filter((path) => path !== ''));
  if (paths.size === 0) return new Map();
  const { isMainThread, getEnvironmentData, setEnvironmentData } = process.getBuiltinModule('node:worker_threads');
  const shared = isMainThread ? undefined : (getEnvironmentData(SHARED) as Files | undefined);
  const files = new Map<string, Uint8Array>();
  for (const path of paths) {
    const content = shared?.get(path) ?? contentOf(path);
    if (content !== undefined) files.set(path, content);
  }
  if (isMainThread && files.size > 0) setEnvironmentData(SHARED, files);
  return files;
}

/** `undefined` leaves the file, and the message about it, to the exporter. */
function contentOf(path: string): Uint8Array | undefined {
  try {
    return readRegular(path);
  } catch {
    return undefined;
  }
}

/** Neither a pipe, which can be read once, by whoever needs it, nor what has no size and may never end. */
function readRegular(path: string): Uint8Array | undefined {
  // Before it is opened: to open a pipe and close it would break it for who writes to it.
  const stats = statSync(path);
  if (!stats.isFile() || stats.size === 0 || stats.size > MAX_SIZE) return undefined;
  const file = openSync(path, 'r');
  try {
    const content = new Uint8Array(stats.size);
    return content.subarray(0, readSync(file, content));
  } finally {
    closeSync(file);
  }
}
