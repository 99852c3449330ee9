// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { LABEL, SERIES } from '../../dashboards/src/series.ts';
import { CAUSES, type CauseName, type CausePhase } from '../../src/understand/causes.ts';
import type { FakeVault } from '../fake-vault/FakeVault.ts';
import type { Backends } from './Backends.ts';
import type { Prometheus, Sample } from './Prometheus.ts';

const SIGNALS = ['metric_points', 'spans', 'log_records'] as const;
const TRANSPORTS = ['http', 'grpc'] as const;

/** Counters of the collector itself, summed by name and the labels that matter here. */
async function collectorCounters(url: string): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>();
  for (const line of (await (await fetch(url)).text()).split('\n')) {
    const match = /^(otelcol_\w+?)(?:_total)?\{([^}]*)\} (\S+)$/.exec(line);
    if (match === null) continue;
    const [, name = '', labels = '', value = ''] = match;
    const transport = /transport="(\w+)"/.exec(labels)?.[1];
    for (const key of [name, ...(transport === undefined ? [] : [`${name} ${transport}`])]) {
      sums.set(key, (sums.get(key) ?? 0) + Number(value));
    }
  }
  return sums;
}

/** What was accepted was sent on, and nothing was refused or failed: said by the collector, not by us. */
export async function checkCollector(backends: Backends): Promise<string> {
  const end = Date.now() + 15_000;
  let counters = await collectorCounters(backends.collectorMetrics);
  const count = (name: string) => counters.get(name) ?? 0;
  const sentAll = () =>
    SIGNALS.every(
      (signal) => count(`otelcol_exporter_sent_${signal}`) === count(`otelcol_receiver_accepted_${signal}`),
    );
  while (!sentAll() && Date.now() < end) {
    await sleep(500);
    counters = await collectorCounters(backends.collectorMetrics);
  }
  const faults: string[] = [];
  for (const signal of SIGNALS) {
    for (const transport of TRANSPORTS) {
      if (count(`otelcol_receiver_accepted_${signal} ${transport}`) === 0)
        faults.push(`no ${signal} came by ${transport}`);
    }
    for (const name of [
      `otelcol_receiver_refused_${signal}`,
      `otelcol_exporter_send_failed_${signal}`,
      `otelcol_exporter_enqueue_failed_${signal}`,
    ]) {
      if (count(name) !== 0) faults.push(`${name} is ${count(name)}`);
    }
    const [accepted, sent] = [count(`otelcol_receiver_accepted_${signal}`), count(`otelcol_exporter_sent_${signal}`)];
    if (accepted !== sent) faults.push(`${accepted} ${signal} were accepted, ${sent} sent on`);
  }
  if (faults.length > 0) throw new Error(`collector:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  const parts = SIGNALS.map((signal) => `${count(`otelcol_receiver_accepted_${signal}`)} ${signal}`);
  return `the collector accepted ${parts.join(', ')} by http and grpc, and passed all of them on`;
}

function sumByPhase(samples: readonly Sample[], phase: CausePhase): number {
  return samples
    .filter(({ metric }) => CAUSES[metric[LABEL.cause] as CauseName]?.phase === phase)
    .reduce((sum, { value }) => sum + value, 0);
}

/** What the fake vault counted itself. */
export function countsOfFake(fake: FakeVault) {
  const vault = fake.requests.filter(({ endpoint }) => endpoint === 'vault');
  const tokens = fake.requests.filter(({ endpoint }) => endpoint !== 'vault');
  const withStatus = (status: number) => vault.filter((request) => request.status === status).length;
  return {
    total: vault.length,
    success: withStatus(200),
    unauthorized: withStatus(401),
    forbidden: withStatus(403),
    throttled: withStatus(429),
    tokens: tokens.length,
    failedTokens: tokens.filter(({ status }) => status >= 400).length,
  };
}

/** The numbers in Prometheus, and those that the dashboard's own query shows, against the fake vault's own. */
export async function checkCounts(
  prometheus: Prometheus,
  fake: FakeVault,
  overviewTable: { readonly expr: string; readonly time: number },
): Promise<string> {
  const expected = countsOfFake(fake);
  const stored = (series: string, matchers: string) => prometheus.sum(`max_over_time(${series}{${matchers}}[1h])`);
  const shown = await prometheus.query(overviewTable.expr, overviewTable.time);
  const compared: readonly (readonly [string, number, number])[] = [
    ['requests', expected.total, await stored(SERIES.requests, '')],
    ['successes', expected.success, await stored(SERIES.requests, `${LABEL.outcome}="success"`)],
    ['401, challenges included', expected.unauthorized, await stored(SERIES.requests, `${LABEL.status}="401"`)],
    ['403', expected.forbidden, await stored(SERIES.requests, `${LABEL.status}="403"`)],
    ['429', expected.throttled, await stored(SERIES.requests, `${LABEL.status}="429"`)],
    ['429 of the counter', expected.throttled, await stored(SERIES.throttled, '')],
    ['token requests', expected.tokens, await stored(SERIES.tokenRequests, '')],
    ['failed token requests', expected.failedTokens, await stored(SERIES.tokenRequests, `${LABEL.outcome}="failure"`)],
    ['403 of the dashboard', expected.forbidden, sumByPhase(shown, 'forbidden')],
    ['429 of the dashboard', expected.throttled, sumByPhase(shown, 'throttled')],
    [
      '401 of the dashboard',
      expected.unauthorized - (await stored(SERIES.requests, `${LABEL.outcome}="challenge"`)),
      sumByPhase(shown, 'unauthenticated'),
    ],
  ];
  const wrong = compared.filter(([, want, have]) => want !== have);
  if (wrong.length > 0) {
    throw new Error(
      `counts:\n${wrong.map(([name, want, have]) => `  ${name}: the fake counted ${want}, Prometheus has ${have}`).join('\n')}`,
    );
  }
  return `${compared.length} counts are equal to the fake vault's own: ${compared
    .slice(0, 5)
    .map(([name, want]) => `${want} ${name}`)
    .join(', ')}`;
}
