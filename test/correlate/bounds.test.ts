// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { AccessRecovery, PROPAGATION_WINDOW } from '../../src/correlate/AccessRecovery.ts';
import { BoundedMap } from '../../src/correlate/BoundedMap.ts';
import { KeyTypes } from '../../src/correlate/KeyTypes.ts';
import { QuotaBook, quotaAccount } from '../../src/correlate/QuotaBook.ts';
import { CACHE_AGE, RepeatedReads } from '../../src/correlate/RepeatedReads.ts';
import { sentToken, TokenLifetimes } from '../../src/correlate/TokenLifetimes.ts';

describe('BoundedMap', () => {
  it('forgets the oldest beyond its bound, and a renewed entry is not old', () => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    map.set('c', 4);
    expect([...map.entries()]).toEqual([
      ['a', 3],
      ['c', 4],
    ]);
  });
});

describe('RepeatedReads', () => {
  it('forgets what was read longest ago beyond its bound', () => {
    const reads = new RepeatedReads();
    const inUse = [reads.read('in use', 0).repeated];
    for (let index = 0; index < 6_000; index += 1) {
      reads.read(`${index}`, 0);
      inUse.push(reads.read('in use', 0).repeated);
    }
    expect(inUse.indexOf(true)).toBe(1);
    expect(inUse.lastIndexOf(false)).toBe(0);
    expect(reads.read('5999', 1).repeated).toBe(true);
    expect(reads.read('0', 1).repeated).toBe(false);
  });

  it('counts a read within a minute of the last, and what a 60 s cache would have saved', () => {
    const reads = new RepeatedReads();
    expect(reads.read('a', 0)).toEqual({ repeated: false, savable: false });
    expect(reads.read('a', 40_000)).toEqual({ repeated: true, savable: true });
    expect(reads.read('a', CACHE_AGE + 10_000)).toEqual({ repeated: true, savable: false });
    expect(reads.read('a', CACHE_AGE + 20_000)).toEqual({ repeated: true, savable: true });
    expect(reads.read('b', CACHE_AGE)).toEqual({ repeated: false, savable: false });
  });

  it('takes the read after a write for a first one', () => {
    const reads = new RepeatedReads();
    reads.read('a', 0);
    reads.forget('a');
    expect(reads.read('a', 1).repeated).toBe(false);
  });
});

describe('AccessRecovery', () => {
  it('sees a denial turn into a success within 15 minutes, once', () => {
    const recovery = new AccessRecovery();
    recovery.denied('who where what', 'rbac_denied', 0);
    recovery.denied('who where what', 'rbac_denied', 60_000);
    expect(recovery.succeeded('who where what', 120_000)).toEqual({ cause: 'rbac_denied', after: 120 });
    expect(recovery.succeeded('who where what', 120_001)).toBeUndefined();
  });

  it('takes a success after the window for none', () => {
    const recovery = new AccessRecovery();
    recovery.denied('key', 'firewall_denied', 0);
    expect(recovery.succeeded('key', PROPAGATION_WINDOW)).toBeUndefined();
  });

  it('counts from a new denial where the first is older than the window', () => {
    const recovery = new AccessRecovery();
    recovery.denied('key', 'rbac_denied', 0);
    recovery.denied('key', 'rbac_denied', PROPAGATION_WINDOW);
    expect(recovery.succeeded('key', PROPAGATION_WINDOW + 1_000)?.after).toBe(1);
  });

  it('knows a bounded number of denials, those that go on first', () => {
    const recovery = new AccessRecovery();
    recovery.denied('goes on', 'rbac_denied', 0);
    for (let index = 1; index < 5_000; index += 1) {
      recovery.denied(`${index}`, 'rbac_denied', index);
      recovery.denied('goes on', 'rbac_denied', index);
    }
    expect(recovery.size).toBe(1_024);
    expect(recovery.succeeded('goes on', 5_000)?.after).toBe(5);
  });
});

describe('QuotaBook', () => {
  it('sums shares for each vault and class', () => {
    const book = new QuotaBook();
    const reads = quotaAccount('a', 'vault_operation');
    const signatures = quotaAccount('a', 'key_operation');
    book.add(reads, 1 / 4_000, 1_000);
    book.add(signatures, 1 / 2_000, 1_000);
    book.add(quotaAccount('a', 'key_operation'), 8 / 2_000, 1_100);
    expect(book.utilization(reads, 1_200)).toBe(1 / 4_000);
    expect(book.utilization(signatures, 1_200)).toBeCloseTo(9 / 2_000, 12);
    expect(book.utilization(quotaAccount('b', 'key_operation'), 1_200)).toBeUndefined();
  });

  it('keeps a bounded number of windows, those in use first', () => {
    const book = new QuotaBook();
    const inUse = quotaAccount('in use', 'vault_operation');
    book.add(inUse, 0.1, 0);
    for (let index = 0; index < 2_000; index += 1) {
      book.add(quotaAccount(`${index}`, 'vault_operation'), 0.1, 0);
      book.add(inUse, 0.1, 0);
    }
    const seen: string[] = [];
    book.takePeaks(0, (host) => seen.push(host));
    expect(seen).toHaveLength(512);
    expect(seen).not.toContain('0');
    expect(seen).toContain('in use');
    expect(book.utilization(inUse, 0)).toBeCloseTo(200.1, 6);
  });
});

describe('TokenLifetimes', () => {
  /** What is left of tokens of one application, which were answered in this order. */
  function lifetimesOf(tokens: readonly (readonly [expiresAt: number, sentAt: number, startedAt: number])[]) {
    const lifetimes = new TokenLifetimes();
    for (const [expiresAt, sentAt, startedAt] of tokens) {
      const token = sentToken('vault', { appId: 'app', expiresAt, type: 'application', delegated: false });
      if (token !== undefined) lifetimes.sent(token, sentAt, startedAt);
    }
    return (now: number) => {
      const seen: unknown[] = [];
      lifetimes.remaining(now, (...values) => seen.push(values));
      return seen;
    };
  }

  it('tells what is left of the token last sent, until it was not sent for long', () => {
    const remaining = lifetimesOf([
      [3_600, 0, 0],
      [7_200, 1_000, 1_000],
    ]);
    expect(remaining(2_000)).toEqual([['vault', 'app', 7_198]]);
    expect(remaining(1_000_000)).toEqual([]);
  });

  it.each([1_000, 500])('goes not back to a token whose answer comes late, where the clock is at %i', (clock) => {
    const remaining = lifetimesOf([
      [3_500, 999, 1],
      [7_200, clock, 3],
      [3_600, 999, 2],
    ]);
    expect(remaining(2_000)).toEqual([['vault', 'app', 7_198]]);
  });

  it('forgets the token that was not sent for longest beyond its bound', () => {
    const lifetimes = new TokenLifetimes();
    const send = (appId: string, at: number): void => {
      const token = sentToken('vault', { appId, expiresAt: 3_600, type: 'application', delegated: false });
      if (token !== undefined) lifetimes.sent(token, at, at);
    };
    for (let index = 0; index < 256; index += 1) send(`${index}`, index);
    send('0', 300);
    send('new', 301);
    const applications: string[] = [];
    lifetimes.remaining(302, (_, appId) => applications.push(appId));
    expect(applications).toHaveLength(256);
    expect(applications).toEqual(expect.arrayContaining(['0', 'new', '2']));
    expect(applications).not.toContain('1');
  });
});

describe('KeyTypes', () => {
  it('knows a key by its name in any case, as the service does', () => {
    const types = new KeyTypes();
    const type = { type: 'RSA', size: 2048, hsm: true } as const;
    types.learn('vault', { objectName: 'DbKey', objectVersion: 'v1' }, type);
    expect(types.get('vault', { objectName: 'dbkey', objectVersion: undefined })).toBe(type);
    expect(types.get('vault', { objectName: 'DBKEY', objectVersion: 'v1' })).toBe(type);
  });

  it('finds a key by version, and by name where the version is not known', () => {
    const types = new KeyTypes();
    const type = { hsm: true, type: 'RSA', size: 4096 } as const;
    types.learn('vault', { objectName: 'sign', objectVersion: '1' }, type);
    expect(types.get('vault', { objectName: 'sign', objectVersion: '1' })).toEqual(type);
    expect(types.get('vault', { objectName: 'sign', objectVersion: undefined })).toEqual(type);
    expect(types.get('vault', { objectName: 'sign', objectVersion: '2' })).toEqual(type);
    expect(types.get('vault', { objectName: 'other', objectVersion: '1' })).toBeUndefined();
  });
});
