// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';
import { setup as buildIfStale } from '../build.ts';
import { type Bench, startBench } from './Bench.ts';
import { AZURE_CASES } from './cases/azure.ts';
import { AZURE_HOST_CASES } from './cases/azureHosts.ts';
import { CLIENT_CASES } from './cases/clients.ts';
import { DISTRIBUTION_CASES, FORMER_CASES, GUEST_CASES, SENTRY_CASES } from './cases/guests.ts';
import { LEAK_CASES } from './cases/leaks.ts';
import { MODULE_CASES } from './cases/modules.ts';
import { NODE_CASES } from './cases/nodes.ts';
import { PACKAGE_CASES } from './cases/packages.ts';
import { findProblems } from './findProblems.ts';
import { packProject } from './installSet.ts';
import { type CaseResult, GROUPS, type MatrixCase, NODES, type NodeName } from './MatrixCase.ts';
import { printTable, writePage } from './report.ts';

const CASES: readonly MatrixCase[] = [
  ...GUEST_CASES,
  ...AZURE_HOST_CASES,
  ...FORMER_CASES,
  ...DISTRIBUTION_CASES,
  ...SENTRY_CASES,
  ...NODE_CASES,
  ...CLIENT_CASES,
  ...AZURE_CASES,
  ...MODULE_CASES,
  ...LEAK_CASES,
  ...PACKAGE_CASES,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: 'string', default: NODES.join(',') },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const wrong = positionals.filter((name) => !GROUPS.some((group) => group === name));
if (wrong.length > 0) throw new Error(`no group ${wrong.join(', ')}; there are ${GROUPS.join(', ')}`);
const nodes = NODES.filter((name) => (values.node ?? '').split(',').includes(name));
const only = values.only === undefined ? undefined : new RegExp(values.only, 'i');
const isWhole = positionals.length === 0 && only === undefined && nodes.length === NODES.length;
if (values.write === true && !isWhole) throw new Error('the page is written of a whole run only');
const cases = CASES.filter(
  ({ group, title, set }) =>
    (positionals.length === 0 || positionals.includes(group)) && (only === undefined || only.test(`${set} ${title}`)),
);

buildIfStale();
const tarball = packProject();
const bench = await startBench(tarball);
const http2Bench = await startBench(tarball, { http2: true });
const results: CaseResult[] = [];
try {
  for (const one of cases) {
    for (const node of (one.nodes ?? NODES).filter((name) => nodes.includes(name))) {
      const result = await tryCase(one.http2 === true ? http2Bench : bench, one, node);
      results.push(result);
      console.log(
        `${result.problems.length === 0 ? 'ok  ' : 'FAIL'} ${node} ${one.title} (${result.seconds.toFixed(1)} s)`,
      );
      for (const problem of result.problems) console.log(`       ${problem}`);
    }
  }
} finally {
  await bench.close();
  await http2Bench.close();
}
printTable(results);
if (values.write === true) writePage(results);
process.exitCode = results.some(({ problems }) => problems.length > 0) ? 1 : 0;

async function tryCase(bench: Bench, one: MatrixCase, node: NodeName): Promise<CaseResult> {
  const startedAt = performance.now();
  bench.reset();
  const problems: string[] = [];
  try {
    if (one.perform !== undefined) problems.push(...(await one.perform(bench, node)));
    else {
      const result = await bench.run(one.set, node, { args: one.args ?? [], env: one.env ?? {} });
      if (one.expected !== undefined) problems.push(...findProblems(bench, result, one.expected));
      problems.push(...(one.check?.(bench, result) ?? []));
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  return { case: one, node, problems, seconds: (performance.now() - startedAt) / 1000 };
}
