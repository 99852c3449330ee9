// SPDX-License-Identifier: Apache-2.0
import type { CaseResult } from './MatrixCase.ts';

export function printTable(results: readonly CaseResult[]): void {
  const failed = results.filter(({ problems }) => problems.length > 0);
  console.log(`\n${results.length - failed.length} of ${results.length} passed`);
}
