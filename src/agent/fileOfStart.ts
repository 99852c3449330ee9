// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { preloadGlobal } from '../host/preloadGlobal.ts';

/**
 * In the build, takes the place of what reads the certificates of exporters. A path that still means the same is read
 * anew, for certificates are changed in time.
 *
 * @throws As Node does, for a file that was not read at the start and cannot be read now.
 */
export function fileOfStart(path: string): Buffer {
  const content = preloadGlobal()?.files.get(path);
  if (content === undefined) return readFileSync(path);
  if (!isAbsolute(path)) return Buffer.from(content);
  try {
    return readFileSync(path);
  } catch {
    return Buffer.from(content);
  }
}
