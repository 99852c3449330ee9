// SPDX-License-Identifier: Apache-2.0
import type { MatrixCase } from '../MatrixCase.ts';

const BOTH = { azure: 'http', fetch: 'undici' } as const;

/** The preload in a program without OpenTelemetry: the quick start, on each Node.js. */
export const NODE_CASES: readonly MatrixCase[] = [
  { flag: '--require', program: 'app.cjs', kind: 'CommonJS' },
  { flag: '--import', program: 'app.cjs', kind: 'CommonJS' },
  { flag: '--require', program: 'app.mjs', kind: 'ES module' },
  { flag: '--import', program: 'app.mjs', kind: 'ES module' },
].flatMap(({ flag, program, kind }): MatrixCase[] => {
  const base = { group: 'node', set: 'alone', expected: BOTH } as const;
  const preload = [flag, 'keyvault-otel/register'];
  return [
    { ...base, title: `node ${preload.join(' ')}, ${kind}`, args: [...preload, `programs/${program}`] },
    {
      ...base,
      title: `NODE_OPTIONS="${preload.join(' ')}", ${kind}`,
      args: [`programs/${program}`],
      env: { NODE_OPTIONS: preload.join(' ') },
    },
  ];
});
