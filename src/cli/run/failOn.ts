// SPDX-License-Identifier: Apache-2.0
import { InvalidArgumentError } from 'commander';
import { CAUSES, type CauseName } from '../../understand/causes.ts';
import type { Report } from '../report/Report.ts';

/** Statuses that stand for every cause under them. */
const STATUSES = ['401', '403', '429'] as const;
const ANY = 'any';

/** What makes a run red: causes, statuses, or `any` failure. */
export type FailOn = readonly string[];

/** Parses the value of `--fail-on`, which may be given more than once. */
export function parseFailOn(value: string, earlier: FailOn = []): FailOn {
  const names = value
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (names.length === 0) throw new InvalidArgumentError('Name a cause, or any.');
  for (const name of names) {
    if (isKnown(name)) continue;
    const near = causesLike(name);
    const hint = near.length === 0 ? 'See `keyvault-otel causes` for the list.' : `Did you mean ${near.join(' or ')}?`;
    throw new InvalidArgumentError(`There is no cause '${name}'. ${hint}`);
  }
  return [...earlier, ...names];
}

/** The causes of a report that make it red. */
export function redCauses({ causes }: Report, failOn: FailOn): readonly CauseName[] {
  return causes
    .filter(
      ({ cause, statuses }) =>
        failOn.includes(ANY) || failOn.includes(cause) || statuses.some(({ value }) => failOn.includes(value)),
    )
    .map(({ cause }) => cause);
}

function isKnown(name: string): boolean {
  return name === ANY || STATUSES.some((status) => status === name) || Object.hasOwn(CAUSES, name);
}

function causesLike(name: string): readonly string[] {
  const words = name.split(/[^a-z]+/).filter((word) => word.length > 2);
  return Object.keys(CAUSES)
    .filter((cause) => words.some((word) => cause.includes(word)))
    .slice(0, 3);
}
