// SPDX-License-Identifier: Apache-2.0
import type { ProgramResult } from '../fake-vault/runProgram.ts';
import type { Bench } from './Bench.ts';
import type { Expectation } from './findProblems.ts';

export const GROUPS = ['guests', 'node', 'undici', 'azure', 'modules', 'leaks', 'package'] as const;
export type Group = (typeof GROUPS)[number];

export const NODES = ['node22', 'node24', 'node26'] as const;
export type NodeName = (typeof NODES)[number];

/** Folders under sets/: what is installed beside the tarball. */
export const SETS = [
  'otel3',
  'otel2',
  'otel1',
  'azure-monitor',
  'elastic',
  'splunk',
  'sentry',
  'azure-previous',
  'azure-before',
  'clients',
  'build',
  'alone',
] as const;
export type SetName = (typeof SETS)[number];

/** One program in one installation, run on each Node.js version. */
export interface MatrixCase {
  readonly group: Group;
  readonly set: SetName;
  /** What is tried, as it stands in the table. */
  readonly title: string;
  /** Default all. */
  readonly nodes?: readonly NodeName[];
  /** Arguments of Node; the folder is the installation, programs lie in `programs/`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the far end offers HTTP/2. */
  readonly http2?: boolean;
  /** What has to come out; see {@link Expectation}. */
  readonly expected?: Expectation;
  /** Checks beside `expected`; each text is a problem. */
  readonly check?: (bench: Bench, result: ProgramResult) => readonly string[];
  /** Instead of a program: the whole case. Each text is a problem. */
  readonly perform?: (bench: Bench, node: NodeName) => Promise<readonly string[]>;
  /** What a reader of the table should know. */
  readonly note?: string;
}

export interface CaseResult {
  readonly case: MatrixCase;
  readonly node: NodeName;
  readonly problems: readonly string[];
  readonly seconds: number;
}
