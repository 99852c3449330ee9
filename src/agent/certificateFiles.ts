// SPDX-License-Identifier: Apache-2.0
import { readFileSync, statSync } from 'node:fs';

/** @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#configuration-options */
const CERTIFICATE_VARIABLE =
  /^OTEL_EXPORTER_OTLP_(?:(?:TRACES|METRICS|LOGS)_)?(?:CERTIFICATE|CLIENT_KEY|CLIENT_CERTIFICATE)$/;
/** Bundles of authorities have some hundred KB. */
const MAX_SIZE = 4_194_304;

/**
 * The certificates and keys that exporters are configured with, by their paths as written. They are read when the program
 * starts, as an SDK does that starts with it; the exporters are made later, when the program may have another user or
 * working directory.
 */
export function certificateFiles(env: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, Uint8Array> {
  const paths = Object.keys(env).flatMap((name) => (CERTIFICATE_VARIABLE.test(name) ? (env[name]?.trim() ?? '') : []));
  const files = new Map<string, Uint8Array>();
  for (const path of new Set(paths)) {
    const content = path === '' ? undefined : contentOf(path);
    if (content !== undefined) files.set(path, content);
  }
  return files;
}

/** `undefined` leaves the file, and the message about it, to the exporter. */
function contentOf(path: string): Uint8Array | undefined {
  try {
    const stats = statSync(path);
    // A pipe can be read once, by whoever needs it.
    return stats.isFile() && stats.size <= MAX_SIZE ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}
