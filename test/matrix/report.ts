// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CaseResult, GROUPS, type Group, type MatrixCase, NODES, type NodeName, SETS } from './MatrixCase.ts';

const PAGE = fileURLToPath(new URL('../../docs/compatibility.md', import.meta.url));

const HEADINGS: Readonly<Record<Group, readonly [title: string, text: string]>> = {
  guests: [
    'In processes that run OpenTelemetry',
    'Each program reads secrets with the Azure SDK and with `fetch`; one is there, one is forbidden. How to set each up: [guests.md](guests.md).',
  ],
  node: ['The preload alone', 'A program that knows nothing of OpenTelemetry, with the Azure SDK and `fetch`.'],
  undici: ['Other HTTP clients', 'Without the Azure SDK; with spans of OpenTelemetry, of ours, and under the preload.'],
  azure: ['Azure SDK', 'The current and the previous two minor lines.'],
  modules: ['Module systems, threads and processes', 'How the code gets into the process.'],
  leaks: [
    'Nothing leaks',
    'The program makes every kind of request that holds something secret and meets every answer of the fake vault; no token, secret, body, address, person or name of an object may be in a byte that leaves the process.',
  ],
  package: ['The package', 'The tarball as it is published.'],
};

const INTRODUCTION = `<!-- Written by \`npm run test:matrix -- --write\`; do not edit. -->
# Compatibility

What is below was run: the packed tarball, installed in a folder of its own beside the packages named, against a fake vault
that speaks TLS under the real host names. A tick means that the program was not disturbed; that each request has exactly
one client span, with our attributes, on the span of the instrumentation that opened it; that its own hooks did their work;
that no challenge is an error; and that metrics and log events came through the program's own providers, each request
counted once. A dash: not tried, as the version of Node.js makes no difference to it.

    npm run test:matrix                          # all of it
    npm run test:matrix -- guests --node node24  # a group, on one Node.js
    npm run test:matrix -- --only elastic        # by title

`;

export function printTable(results: readonly CaseResult[]): void {
  for (const group of GROUPS) {
    const rows = rowsOf(results, group);
    if (rows.length === 0) continue;
    console.log(`\n${group}${' '.repeat(14 - group.length)}${NODES.join('  ')}`);
    for (const { case: one, cells } of rows)
      console.log(`  ${cells.map((cell) => cell.padEnd(6)).join('')}${one.title}`);
  }
  const failed = results.filter(({ problems }) => problems.length > 0);
  console.log(`\n${results.length - failed.length} of ${results.length} passed`);
}

/** Writes docs/compatibility.md. */
export function writePage(results: readonly CaseResult[]): void {
  const sections = GROUPS.filter((group) => rowsOf(results, group).length > 0).map((group) =>
    sectionOf(results, group),
  );
  writeFileSync(PAGE, `${INTRODUCTION}${sections.join('\n')}\n${versions()}`);
}

interface Row {
  readonly case: MatrixCase;
  readonly cells: readonly string[];
}

function rowsOf(results: readonly CaseResult[], group: Group): readonly Row[] {
  const cases = [...new Set(results.map((result) => result.case))].filter((one) => one.group === group);
  return cases.map((one) => ({
    case: one,
    cells: NODES.map((node) => cellOf(results.find((result) => result.case === one && result.node === node))),
  }));
}

function cellOf(result: CaseResult | undefined): string {
  if (result === undefined) return '-';
  return result.problems.length === 0 ? '✓' : '✗';
}

function sectionOf(results: readonly CaseResult[], group: Group): string {
  const [title, text] = HEADINGS[group];
  const notes: string[] = [];
  const rows = rowsOf(results, group).map(({ case: one, cells }) => {
    if (one.note !== undefined && !notes.includes(one.note)) notes.push(one.note);
    const mark = one.note === undefined ? '' : ` (${notes.indexOf(one.note) + 1})`;
    return `| ${one.title.replaceAll('|', '\\|')}${mark} | ${cells.join(' | ')} |`;
  });
  const versions = NODES.map((node) => `Node ${nodeVersion(node)}`);
  return [
    `## ${title}`,
    '',
    text,
    '',
    `| | ${versions.join(' | ')} |`,
    `| --- | ${NODES.map(() => ':-:').join(' | ')} |`,
    ...rows,
    '',
    ...notes.flatMap((note, index) => [`${index + 1}. ${note}`]),
    ...(notes.length > 0 ? [''] : []),
  ].join('\n');
}

/** The packages of each installation, as its lock file pins them. */
function versions(): string {
  const lists = SETS.map((set) => {
    const { description, dependencies } = JSON.parse(read(`sets/${set}/package.json`)) as {
      readonly description: string;
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const packages = Object.entries(dependencies).map(
      ([name, version]) => `${name} ${version.replace(/^npm:.*@/, '')}`,
    );
    return `- ${description} ${packages.join(', ')}`;
  });
  return ['## Versions', '', ...lists, ''].join('\n');
}

function nodeVersion(node: NodeName): string {
  const { optionalDependencies } = JSON.parse(read('package.json')) as {
    readonly optionalDependencies: Readonly<Record<NodeName, string>>;
  };
  return optionalDependencies[node].replace(/^.*@/, '');
}

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
