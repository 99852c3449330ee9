// SPDX-License-Identifier: Apache-2.0
import { programFile, REGISTER, runChild } from './child.ts';
import { interleaved, median, medianDifference } from './statistics.ts';

/** What is loaded before a program that ends at once. */
const VARIANTS = {
  'bare node': [],
  '@opentelemetry/api, without an SDK': ['--require', '@opentelemetry/api'],
  'keyvault-otel, library alone': ['--require', programFile('library.cjs')],
  'keyvault-otel/register': ['--require', REGISTER],
  'keyvault-otel/register, its SDK started': ['--require', REGISTER],
  'sdk-node + http + undici': ['--require', programFile('sdkNode.cjs')],
  'auto-instrumentations-node/register': ['--require', '@opentelemetry/auto-instrumentations-node/register'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Variant = keyof typeof VARIANTS;
const NAMES = Object.keys(VARIANTS) as Variant[];
const BASE: Variant = 'bare node';
const PEER: Variant = 'auto-instrumentations-node/register';
/** With this the SDK is started at once, and not with the first call to a vault. */
const EAGER = { KEYVAULT_OTEL_HTTP: 'all' };

/** Wall time and peak memory of starting, as rows of a table. */
export function startup(rounds: number): readonly string[] {
  const results = interleaved(NAMES, rounds, (variant) => {
    const startedAt = performance.now();
    const env = variant.includes('SDK started') ? EAGER : {};
    const [rss = '', cpu = ''] = runChild([...VARIANTS[variant], programFile('exit.cjs')], env).split(' ');
    return [performance.now() - startedAt, Number(rss) / 1024, Number(cpu) / 1000];
  });
  const column = (variant: Variant, index: number): readonly number[] =>
    (results.get(variant) ?? []).map((values) => values[index] ?? Number.NaN);
  const added = (variant: Variant, index: number): number =>
    medianDifference(column(variant, index), column(BASE, index));
  return [
    '| loaded | wall, median (min), ms | wall added, ms | CPU added, ms | share of what auto-instrumentations-node adds: wall, CPU | peak memory added, MB |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...NAMES.map((variant) => {
      const wall = column(variant, 0);
      const cells = [
        variant,
        `${median(wall).toFixed(0)} (${Math.min(...wall).toFixed(0)})`,
        variant === BASE ? '' : added(variant, 0).toFixed(0),
        variant === BASE ? '' : added(variant, 2).toFixed(0),
        variant === BASE
          ? ''
          : [0, 2].map((index) => (added(variant, index) / added(PEER, index)).toFixed(2)).join(', '),
        variant === BASE ? `(${median(column(BASE, 1)).toFixed(0)} in all)` : added(variant, 1).toFixed(1),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}
