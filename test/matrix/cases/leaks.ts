// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVERYTHING, MEET_EVERYTHING, meetEverything } from '../../e2e/meetEverything.ts';
import { findLeak, OBJECT_NAME_MARKER, TRIED_MARKERS, USER_OBJECT_ID_MARKER } from '../../fake-vault/markers.ts';
import { type ProgramResult, runProgram } from '../../fake-vault/runProgram.ts';
import { type Bench, environment } from '../Bench.ts';
import { nodeBinary } from '../installSet.ts';
import type { MatrixCase, NodeName } from '../MatrixCase.ts';

/** As much as can be said: to the receiver and to the terminal, at debug level. */
const LOUD = {
  OTEL_TRACES_EXPORTER: 'otlp,console',
  OTEL_METRICS_EXPORTER: 'otlp,console',
  OTEL_LOGS_EXPORTER: 'otlp,console',
  OTEL_LOG_LEVEL: 'debug',
};

/** What leaves the process on each Node.js: test/e2e/leaks.test.ts and test/cli/leaks.test.ts try more, on one. */
export const LEAK_CASES: readonly MatrixCase[] = [
  ...['--require', '--import'].map(
    (flag): MatrixCase => ({
      group: 'leaks',
      set: 'alone',
      title: `node ${flag} keyvault-otel/register, at debug level`,
      perform: (bench, node) => preloaded(bench, node, flag),
    }),
  ),
  { group: 'leaks', set: 'alone', title: 'keyvault-otel run --report', perform: reported },
];

async function preloaded(bench: Bench, node: NodeName, flag: string): Promise<readonly string[]> {
  const { fake, receiver } = bench;
  const result = await meetEverything({
    fake,
    args: [flag, 'keyvault-otel/register'],
    env: { ...environment(receiver), ...LOUD },
    cwd: bench.folder('alone'),
    node: nodeBinary(node),
  });
  const expected = 2 * (EVERYTHING.hosts.length + EVERYTHING.tokens.length);
  const count = receiver.spans().length;
  return [
    ...(count < expected ? [`${count} spans are less than ${expected}`] : []),
    ...problemsOf(bench, result, [receiver.rawBytes().toString('latin1')]),
  ];
}

async function reported(bench: Bench, node: NodeName): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'keyvault-otel-leaks-'));
  try {
    const main = join(bench.folder('alone'), 'node_modules/keyvault-otel/dist/cli/main.mjs');
    const reports = ['report.html', 'report.json'].flatMap((name) => ['--report', name]);
    const result = await runProgram({
      args: [main, 'run', '--json', ...reports, '--', nodeBinary(node), MEET_EVERYTHING],
      cwd: folder,
      node: nodeBinary(node),
      env: {
        ...bench.fake.appServiceEnv,
        // The command starts another Node, and the fake's preload has to get into that one.
        NODE_OPTIONS: `--require ${bench.fake.preload}`,
        TEST_PLAN: JSON.stringify(EVERYTHING),
      },
      timeoutMs: 60_000,
    });
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    const without = [result.stdout, ...files].filter((text) => !text.includes('network_perimeter_denied'));
    return [
      ...(files.length === 2 && without.length === 0 ? [] : ['a report is not there or not whole']),
      ...problemsOf(bench, result, files),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function problemsOf({ fake }: Bench, result: ProgramResult, others: readonly string[]): readonly string[] {
  const out = [result.stdout, result.stderr, ...others].join('\n');
  const untried = TRIED_MARKERS.filter((marker) => !fake.markersSeen.has(marker));
  const markers = [OBJECT_NAME_MARKER, USER_OBJECT_ID_MARKER];
  const leaked = findLeak(out, fake.tokens) ?? findLeak(out, [], { markers });
  return [
    ...(result.code === 0 ? [] : [`exit code ${result.code ?? result.signal}`]),
    ...untried.map((marker) => `${marker} was never on the wire`),
    ...(leaked === undefined ? [] : [`leaked: ${leaked}`]),
  ];
}
