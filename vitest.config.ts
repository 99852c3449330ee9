// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/backends/**', 'test/matrix/**'],
    globalSetup: ['test/build.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
