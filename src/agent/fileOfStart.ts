// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { preloadGlobal } from '../host/preloadGlobal.ts';

/**
 * In the build, takes the place of what reads the certificates of exporters.
 *
 * @throws As Node does, for a file that was not read at the start and cannot be read now.
 */
export function fileOfStart(path: string): Buffer {
  const content = preloadGlobal()?.files.get(path);
  return content === undefined ? readFileSync(path) : Buffer.from(content);
}
