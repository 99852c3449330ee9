// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { CallBook } from '../../../src/cli/report/CallBook.ts';
import type { ReportedCall } from '../../../src/cli/report/ReportedCall.ts';
import { renderText } from '../../../src/cli/report/renderText.ts';
import { plainOrColoured } from '../../../src/cli/terminal/Terminal.ts';

const T0 = Date.UTC(2026, 0, 1);

function call(over: Partial<ReportedCall> = {}): ReportedCall {
  const host = over.host ?? 'contoso.vault.azure.net';
  return {
    at: T0,
    duration: 0.01,
    kind: 'vault',
    host,
    vault: host.split('.', 1)[0],
    service: 'vault',
    operation: 'SecretGet',
    status: 200,
    outcome: 'success',
    cause: undefined,
    code: undefined,
    innerCode: undefined,
    missing: undefined,
    evidence: [],
    caller: undefined,
    source: undefined,
    throttleClass: 'vault_operation',
    limit: 4_000,
    utilization: 0.001,
    advice: undefined,
    resendCount: 0,
    waited: undefined,
    obeyed: undefined,
    read: true,
    repeated: false,
    savable: false,
    ...over,
  };
}

const throttled = (over: Partial<ReportedCall> = {}): ReportedCall =>
  call({
    status: 429,
    outcome: 'failure',
    cause: 'vault_operation_limit',
    advice: { source: 'none', seconds: undefined },
    ...over,
  });

function reportOf(calls: readonly ReportedCall[]) {
  const book = new CallBook(T0);
  for (const one of calls) book.add(one);
  return book.report(undefined, T0 + 60_000);
}

const adviceOf = (calls: readonly ReportedCall[], kind: string) =>
  reportOf(calls)
    .advice.filter((advice) => advice.kind === kind)
    .map(({ text }) => text);

describe('CallBook', () => {
  it('counts calls by vault, operation, outcome, cause and status', () => {
    const { calls, totals } = reportOf([
      call(),
      call({ duration: 0.03 }),
      throttled(),
      call({ host: 'other.vault.azure.net' }),
    ]);
    expect(totals).toMatchObject({ vaultCalls: 4, success: 3, failure: 1, vaults: 2 });
    expect(calls.map(({ vault, status, count }) => [vault, status, count])).toEqual([
      ['contoso', 200, 2],
      ['contoso', 429, 1],
      ['other', 200, 1],
    ]);
    expect(calls[0]?.mean).toBeCloseTo(0.02);
    expect(calls[0]?.max).toBe(0.03);
  });

  it('keeps first and last time of a cause in whatever order they arrive', () => {
    const { causes } = reportOf([
      throttled({ at: T0 + 5_000 }),
      throttled({ at: T0 + 1_000 }),
      throttled({ at: T0 + 3_000 }),
    ]);
    expect(causes[0]).toMatchObject({ count: 3, firstAt: T0 + 1_000, lastAt: T0 + 5_000 });
  });

  it('stays bounded however many hosts, operations and callers there are', () => {
    const book = new CallBook(T0);
    for (let index = 0; index < 20_000; index += 1) {
      const caller = { type: undefined, appId: `app-${index}`, objectId: undefined, tenantId: undefined };
      book.add(
        throttled({ host: `v${index}.vault.azure.net`, operation: `Op${index}`, caller, at: T0 + index * 1_000 }),
      );
    }
    const report = book.report();
    expect(report.totals.vaultCalls).toBe(20_000);
    expect(report.calls.length).toBeLessThanOrEqual(501);
    expect(report.calls.reduce((sum, { count }) => sum + count, 0)).toBe(20_000);
    expect(report.throttling.reduce((sum, { calls }) => sum + calls, 0)).toBe(20_000);
    expect(report.causes[0]?.callers.length).toBeLessThanOrEqual(20);
    expect(report.series.buckets.length).toBeLessThanOrEqual(120);
    expect(report.series.buckets.reduce((sum, { calls }) => sum + calls, 0)).toBe(20_000);
    expect(JSON.stringify(report).length).toBeLessThan(1_000_000);
  });

  it('shares a row among those of one outcome only, and knows how many vaults there are', () => {
    const book = new CallBook(T0);
    for (let index = 0; index < 600; index += 1) {
      const host = `v${index}.vault.azure.net`;
      book.add(call({ host }));
      book.add(throttled({ host }));
    }
    const { calls, totals } = book.report();
    expect(totals.vaults).toBe(600);
    expect(calls.filter(({ host }) => host === '_OTHER')).toMatchObject([
      { outcome: 'success', cause: undefined, status: undefined, count: 350 },
      { outcome: 'failure', cause: undefined, status: undefined, count: 350 },
    ]);
  });

  it('counts every wait, however many there are', () => {
    const book = new CallBook(T0);
    for (let index = 0; index < 2_000; index += 1) {
      book.add(throttled({ resendCount: 1, waited: 2, obeyed: true }));
      for (let time = 0; time < 2; time += 1) book.add(throttled({ resendCount: 1, waited: 0.01, obeyed: false }));
    }
    expect(book.report().throttling[0]?.waitMedian).toBeCloseTo(0.01);
    expect(book.report().throttling).toMatchObject([
      { waits: 6_000, obeyed: 2_000, disobeyed: 4_000, waitMin: 0.01, waitMax: 2, backoff: 'immediate' },
    ]);
  });

  it('advises a cache with the share that it would have saved', () => {
    const again = call({ repeated: true, savable: true });
    expect(adviceOf([call(), again, again, again], 'cache')).toEqual([
      'Cache what is read: 3 of 4 reads fetched an object again within a minute, and a cache of 60 s would have saved 3 of them (75 %).',
    ]);
    expect(adviceOf([call(), call(), call(), again], 'cache')).toEqual([]);
  });

  const resends = (...waits: readonly (readonly [resend: number, seconds: number, obeyed?: boolean])[]) =>
    waits.map(([resendCount, waited, obeyed]) => throttled({ resendCount, waited, obeyed }));
  const backoffOf = (calls: readonly ReportedCall[]) => reportOf(calls).throttling[0]?.backoff;

  it('judges the backoff by the waits it saw', () => {
    expect(backoffOf([throttled(), throttled()])).toBe('no_retry');
    expect(backoffOf([throttled(), ...resends([1, 0.01], [2, 0.02])])).toBe('immediate');
    expect(backoffOf([throttled(), ...resends([1, 1], [2, 1.05], [3, 0.98])])).toBe('fixed');
    expect(backoffOf([throttled(), ...resends([1, 0.8], [2, 1.7], [3, 3.1])])).toBe('exponential');
    expect(backoffOf([throttled(), ...resends([1, 1], [1, 1.1])])).toBe('unclear');
    expect(backoffOf([throttled(), ...resends([1, 2, true], [2, 2, true])])).toBe('as_advised');
  });

  it('advises on each kind of backoff with its numbers', () => {
    expect(adviceOf([throttled(), ...resends([1, 0.01])], 'backoff')[0]).toContain('Wait before repeating');
    expect(adviceOf([throttled(), ...resends([1, 1], [2, 1])], 'backoff')[0]).toContain(
      '2 waits for contoso stayed at 1.0 s',
    );
    expect(adviceOf([throttled(), throttled()], 'backoff')[0]).toContain('none of 2 answers 429');
    const early = throttled({
      resendCount: 1,
      waited: 1,
      obeyed: false,
      advice: { source: 'retry_after', seconds: 5 },
    });
    expect(adviceOf([early], 'retry_after')[0]).toContain('1 of 1 advised wait');
  });

  it('shows the limit of the key where the class has several', () => {
    const key = { throttleClass: 'key_operation', status: 429 };
    const { throttling } = reportOf([throttled({ ...key, limit: 4_000 }), throttled({ ...key, limit: 2_000 })]);
    expect(throttling.map(({ limit }) => limit)).toEqual([2_000]);
  });

  it('warns near a limit, and of vaults that share the limit of a subscription', () => {
    expect(adviceOf([call({ utilization: 0.85 })], 'near_limit')[0]).toContain(
      '85 % of the vault_operation limit of contoso (4,000 in 10 s)',
    );
    expect(adviceOf([call({ utilization: 0.5 })], 'near_limit')).toEqual([]);
    const vaults = (count: number) =>
      Array.from({ length: count }, (_, index) => throttled({ host: `v${index}.vault.azure.net` }));
    expect(adviceOf(vaults(6), 'subscription')[0]).toContain('6 vaults were throttled');
    expect(adviceOf(vaults(5), 'subscription')).toEqual([]);
  });

  it('tells a client that is made for every request by its challenges', () => {
    const challenge = call({ status: 401, outcome: 'challenge', cause: 'auth_challenge' });
    const pairs = Array.from({ length: 6 }, () => [challenge, call()]).flat();
    expect(adviceOf(pairs, 'client_per_request')[0]).toContain('6 of 12 calls (50 %)');
    expect(
      adviceOf([challenge, ...pairs.filter(({ outcome }) => outcome === 'success')], 'client_per_request'),
    ).toEqual([]);
  });

  it('fits the terminal, in whatever width', () => {
    const report = reportOf([
      call(),
      throttled({ host: 'a-vault-with-a-very-long-name.vault.azure.net', operation: 'CertificateOperationUpdate' }),
      call({ utilization: 0.5 }),
    ]);
    for (const width of [40, 60, 80, 120]) {
      const lines = renderText(report, plainOrColoured(width, false)).split('\n');
      const long = lines.filter((line) => line.length > width && !line.includes('https://'));
      expect(long, `${width} columns`).toEqual([]);
    }
  });
});
