// SPDX-License-Identifier: Apache-2.0
import { pathToFileURL } from 'node:url';

/**
 * In the build, which is CommonJS, this stands for `import.meta.url`: a path may hold what means something else in a URL, as the
 * folders `C#` and `100%` do.
 */
export const importMetaUrl: string = /* @__PURE__ */ urlOfFile();

function urlOfFile(): string {
  return pathToFileURL(__filename).href;
}
