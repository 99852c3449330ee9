// SPDX-License-Identifier: Apache-2.0
import { diag } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { describe, expect, it, vi } from 'vitest';
import { ExportHealth } from '../../src/agent/ExportHealth.ts';
import { Ledger } from '../../src/agent/Ledger.ts';

/** A ledger whose exporter answers when it is told to. */
function watched(capacity = 100) {
  const ledger = new Ledger<number>({ capacity, full: 'full' });
  const answers: (() => void)[] = [];
  const take = (_items: number[], done: (result: ExportResult) => void): void => {
    answers.push(() => done({ code: 0 }));
  };
  const options = { health: new ExportHealth('traces'), write: () => undefined };
  const exporter = ledger.watch({ export: take, shutdown: async () => {} }, options);
  const send = (...items: number[]): void => exporter.export(items, () => {});
  return { ledger, send, answer: () => answers.shift()?.() };
}

describe('Ledger', () => {
  it('holds what waits and what is in flight, until it is sent', () => {
    const { ledger, send, answer } = watched();
    for (const item of [1, 2, 3]) ledger.add(item);
    send(1, 2);
    expect(ledger.pending).toEqual([1, 2, 3]);
    answer();
    expect(ledger.pending).toEqual([3]);
  });

  it('says once that a queue is full', () => {
    const warn = vi.spyOn(diag, 'warn').mockReturnValue();
    const { ledger } = watched(2);
    for (const item of [1, 2, 3, 4]) ledger.add(item);
    expect(warn.mock.calls).toEqual([['keyvault-otel: full']]);
    warn.mockRestore();
  });

  it('leaves out what a full queue drops', () => {
    const { ledger, send, answer } = watched(3);
    for (const item of [1, 2, 3, 4]) ledger.add(item);
    expect(ledger.pending).toEqual([1, 2, 3]);
    send(1, 2);
    for (const item of [5, 6, 7]) ledger.add(item);
    expect(ledger.pending).toEqual([1, 2, 3, 5, 6]);
    answer();
    expect(ledger.pending).toEqual([3, 5, 6]);
  });

  it('strikes out what was dropped all the same, once what came after it goes out', () => {
    const { ledger, send, answer } = watched();
    for (const item of [1, 2, 3, 4, 5, 6]) ledger.add(item);
    // Of a queue with room for two, 3 and 4 were dropped, and 1 and 2 are under way when the others go out.
    send(1, 2);
    send(5);
    expect(ledger.pending).toEqual([1, 2, 5, 6]);
    answer();
    answer();
    expect(ledger.pending).toEqual([6]);
  });

  it('gives up what its exporter throws at, and goes on', () => {
    const ledger = new Ledger<number>({ capacity: 100, full: 'full' });
    const sent: number[] = [];
    const results: ExportResult[] = [];
    const write = (items: number[]): void => {
      if (items.includes(2)) throw new Error('cannot be written');
    };
    const take = (items: number[], done: (result: ExportResult) => void): void => {
      write(items);
      sent.push(...items);
      done({ code: 0 });
    };
    const exporter = ledger.watch(
      { export: take, shutdown: async () => {} },
      { health: new ExportHealth('traces'), write },
    );
    for (const item of [1, 2, 3]) ledger.add(item);
    exporter.export([1, 2, 3], (result) => results.push(result));
    exporter.export([2], (result) => results.push(result));
    expect(sent).toEqual([1, 3]);
    expect(results).toEqual([{ code: ExportResultCode.SUCCESS }, { code: ExportResultCode.FAILED }]);
    expect(ledger.pending).toEqual([]);
  });

  it('gives up everything that an exporter which is broken throws at', () => {
    const ledger = new Ledger<number>({ capacity: 100, full: 'full' });
    const results: ExportResult[] = [];
    const take = (): void => {
      throw new Error('broken');
    };
    const options = { health: new ExportHealth('traces'), write: () => undefined };
    ledger.add(1);
    ledger.watch({ export: take, shutdown: async () => {} }, options).export([1], (result) => results.push(result));
    expect(results).toEqual([{ code: ExportResultCode.FAILED }]);
    expect(ledger.pending).toEqual([]);
  });
});
