// SPDX-License-Identifier: Apache-2.0
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VaultCalls } from '../../src/calls/VaultCalls.ts';
import { QuotaBook } from '../../src/correlate/QuotaBook.ts';
import { TokenLifetimes } from '../../src/correlate/TokenLifetimes.ts';
import type { ObservedCall } from '../../src/observe/ObservedCall.ts';
import type { CallRecord } from '../../src/record/CallRecord.ts';
import { Recorder } from '../../src/record/Recorder.ts';
import { resolveConfig } from '../../src/resolveConfig.ts';
import { readHeaders } from '../../src/understand/readHeaders.ts';
import { recognizeHost } from '../../src/understand/recognizeHost.ts';
import { sampleToken } from '../understand/sampleToken.ts';

const CHALLENGE = {
  'www-authenticate':
    'Bearer authorization="https://login.microsoftonline.com/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", resource="https://vault.azure.net"',
};
const body = { bytes: new Uint8Array(), encoding: '', text: () => '' };

function vaultCalls() {
  const told: CallRecord[] = [];
  const quotas = new QuotaBook();
  const lifetimes = new TokenLifetimes();
  const recorder = new Recorder({
    config: resolveConfig({}, {}),
    quotas,
    lifetimes,
    listeners: new Set([(record) => told.push(record)]),
    providers: { tracerProvider: () => undefined, meterProvider: () => undefined, loggerProvider: () => undefined },
  });
  const calls = new VaultCalls({ recorder, quotas, lifetimes, outside: (make) => make() });
  const send = (headers: Readonly<Record<string, string>> = {}): ObservedCall => {
    const endpoint = recognizeHost('contoso.vault.azure.net');
    const call =
      endpoint &&
      calls.open({
        endpoint,
        origin: 'https://contoso.vault.azure.net',
        method: 'GET',
        target: '/secrets/db?api-version=7.6',
        header: readHeaders({ 'x-ms-client-request-id': 'one', ...headers }),
        body: undefined,
        isSent: true,
        startedAt: performance.now(),
        span: undefined,
        parent: ROOT_CONTEXT,
      });
    if (call === undefined) throw new Error('not seen as a call to a vault');
    return call;
  };
  return { told, send };
}

const withToken = { authorization: `Bearer ${sampleToken()}` };

describe('VaultCalls', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells of a challenge that nobody answers, once it has waited its minute, and of the next one too', () => {
    const { told, send } = vaultCalls();
    for (const count of [1, 2]) {
      send().responded(401, readHeaders(CHALLENGE));
      vi.advanceTimersByTime(55_000);
      expect(told).toHaveLength(count - 1);
      vi.advanceTimersByTime(20_000);
      expect(told.map(({ diagnosis }) => diagnosis?.cause)).toEqual(Array(count).fill('token_missing'));
    }
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([408, 429, 500, 503])('takes the next request for the repetition of one that was answered %i', (status) => {
    const { told, send } = vaultCalls();
    const first = send(withToken);
    first.responded(status, readHeaders({}));
    first.body(body);
    vi.advanceTimersByTime(2_000);
    send(withToken).responded(200, readHeaders({}));
    expect(told.map(({ resendCount, waited }) => [resendCount, waited])).toEqual([
      [0, undefined],
      [1, 2],
    ]);
  });

  it('takes nothing for the repetition of a refusal', () => {
    const { told, send } = vaultCalls();
    const first = send(withToken);
    first.responded(403, readHeaders({}));
    first.body(body);
    send(withToken).responded(200, readHeaders({}));
    expect(told.map(({ resendCount }) => resendCount)).toEqual([0, 0]);
  });

  it('counts the wait from the end of the answer, or from its header where the client did not wait for the end', () => {
    const { told, send } = vaultCalls();
    const waits = (between: () => void): void => {
      const refused = send(withToken);
      refused.responded(429, readHeaders({ 'retry-after': '3' }));
      vi.advanceTimersByTime(1_000);
      between();
      refused.body(body);
      vi.advanceTimersByTime(3_000);
      send(withToken).responded(200, readHeaders({}));
    };
    waits(() => {});
    expect(told.at(-1)).toMatchObject({ resendCount: 1, waited: 3, obeyed: true });
    waits(() => send(withToken).responded(200, readHeaders({})));
    expect(told.map(({ status, waited, obeyed }) => [status, waited, obeyed])).toContainEqual([200, 1, false]);
  });
});
