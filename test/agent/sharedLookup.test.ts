// SPDX-License-Identifier: Apache-2.0
import dns, { type LookupAddress } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lookupOfAgents, sharedLookup } from '../../src/agent/sharedLookup.ts';

type Found = (error: Error | null, addresses: readonly LookupAddress[]) => void;

const HERE: readonly LookupAddress[] = [{ address: '127.0.0.1', family: 4 }];
let asked: { readonly name: string; readonly found: Found }[];

beforeEach(() => {
  asked = [];
  const lookup = (name: string, _options: unknown, found: Found): void => {
    asked.push({ name, found });
  };
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const names = (): readonly string[] => asked.map(({ name }) => name);

describe('sharedLookup', () => {
  it('asks once for a name, whoever asks meanwhile, and anew afterwards', async () => {
    const found = [sharedLookup('collector'), sharedLookup('collector')];
    await soon();
    expect(names()).toEqual(['collector']);
    asked[0]?.found(null, HERE);
    expect(await Promise.all(found)).toEqual([HERE, HERE]);
    await soon();
    const again = sharedLookup('collector');
    await soon();
    expect(names()).toEqual(['collector', 'collector']);
    asked[1]?.found(null, HERE);
    await again;
  });

  it('asks for one name at a time, and for the next whatever comes of it', async () => {
    const first = sharedLookup('one').catch((error: Error) => error.message);
    const second = sharedLookup('two');
    await soon();
    expect(names()).toEqual(['one']);
    asked[0]?.found(new Error('ENOTFOUND'), []);
    expect(await first).toBe('ENOTFOUND');
    await soon();
    expect(names()).toEqual(['one', 'two']);
    asked[1]?.found(null, HERE);
    expect(await second).toEqual(HERE);
  });

  it('gives up one that is never answered', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const first = sharedLookup('silent').catch((error: Error) => error.message);
    const second = sharedLookup('other');
    await soon();
    vi.advanceTimersByTime(60_000);
    expect(await first).toContain('silent');
    await soon();
    expect(names()).toEqual(['silent', 'other']);
    asked[1]?.found(null, HERE);
    expect(await second).toEqual(HERE);
  });

  it.each([
    ['no address', []],
    ['what is none', [null]],
  ])('fails where the answer is %s', async (_what, answer) => {
    const found = sharedLookup('collector').catch((error: Error) => error.message);
    await soon();
    asked[0]?.found(null, answer as unknown as readonly LookupAddress[]);
    expect(await found).toBe('no address of collector');
  });

  it('fails where a look-up throws', async () => {
    vi.spyOn(dns, 'lookup').mockImplementation(() => {
      throw new Error('of the program');
    });
    expect(await sharedLookup('collector').catch((error: Error) => error.message)).toBe('of the program');
  });

  it('begins none that nobody waits for any more', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    const first = sharedLookup('silent');
    const second = sharedLookup('other').catch((error: Error) => error.message);
    await soon();
    clock.mockReturnValue(20_000);
    asked[0]?.found(null, HERE);
    await first;
    expect(await second).toContain('no look-up of other');
    expect(names()).toEqual(['silent']);
  });

  it('gives an agent one address or all, as it asks', async () => {
    const answers: unknown[] = [];
    const note = (...answer: unknown[]): number => answers.push(answer);
    lookupOfAgents('collector', { all: true }, note);
    lookupOfAgents('collector', {}, note);
    await soon();
    asked[0]?.found(null, HERE);
    await soon();
    expect(answers).toEqual([
      [null, HERE],
      [null, '127.0.0.1', 4],
    ]);
  });

  it('tells an agent of a name that does not exist', async () => {
    const answers: unknown[] = [];
    lookupOfAgents('nowhere', {}, (error) => answers.push(error?.message));
    await soon();
    asked[0]?.found(new Error('ENOTFOUND'), []);
    await soon();
    expect(answers).toEqual(['ENOTFOUND']);
  });
});
