// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loader } from '../../src/host/loader.ts';
import { PlainError } from '../../src/host/PlainError.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Files that fail as `problem` says, with how often each was asked for. */
function failing(problem: () => unknown) {
  const asked: string[] = [];
  const load = loader((file) => {
    asked.push(file);
    const error = problem();
    if (error !== undefined) throw error;
    return `what is in ${file}`;
  }, 'index.cjs');
  return { asked, load };
}

describe('a file that cannot be loaded', () => {
  it('is asked for ever more seldom, and the error stays the same meanwhile', () => {
    const error = Object.assign(new Error('a bad sector'), { code: 'EIO' });
    const { asked, load } = failing(() => error);
    for (let second = 0; second < 600; second += 1) {
      expect(() => load('a.cjs')).toThrow(error);
      vi.advanceTimersByTime(1_000);
    }
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.length).toBeLessThan(20);
  });

  it.each(['EMFILE', 'ENFILE'])('for want of room is no fault to report: %s', (code) => {
    const { load } = failing(() => Object.assign(new Error('/home/somebody/secret'), { code }));
    expect(() => load('a.cjs')).toThrow(
      `too many files are open to load what it needs (${code}); a later call tries again`,
    );
  });

  it('is there once it can be loaded', () => {
    let error: Error | undefined = new Error('for now');
    const { load } = failing(() => error);
    expect(() => load('a.cjs')).toThrow('for now');
    error = undefined;
    expect(() => load('a.cjs')).toThrow('for now');
    expect(load('b.cjs')).toBe('what is in b.cjs');
    vi.advanceTimersByTime(1_000);
    expect(load('a.cjs')).toBe('what is in a.cjs');
  });

  it.each(['MODULE_NOT_FOUND', 'EACCES', 'ERR_ACCESS_DENIED'])('is named where it is absent: %s', (code) => {
    const { load } = failing(() => Object.assign(new Error('/home/somebody/secret'), { code }));
    const thrown = (): unknown => {
      try {
        return load('a.cjs');
      } catch (error) {
        return error;
      }
    };
    const error = thrown();
    expect(PlainError.is(error)).toBe(true);
    expect((error as Error).message).toMatch(
      new RegExp(`^cannot load a\\.cjs, which belongs beside index\\.cjs \\(${code}\\)`),
    );
    expect((error as Error).message).not.toContain('somebody');
  });

  it.each([
    ['there.cjs', /^cannot load a package that there\.cjs depends on \(MODULE_NOT_FOUND\)/],
    ['absent.cjs', /^cannot load absent\.cjs, which belongs beside index\.cjs \(MODULE_NOT_FOUND\)/],
  ])('is told from one that lacks a package of its own: %s', (file, message) => {
    const folder = mkdtempSync(join(tmpdir(), 'keyvault-loader-'));
    writeFileSync(join(folder, 'there.cjs'), `require('a-package-that-is-not-there');`);
    const requireThere = createRequire(join(folder, 'index.cjs'));
    expect(() => loader((name) => requireThere(`./${name}`), 'index.cjs')(file)).toThrow(message);
    rmSync(folder, { recursive: true });
  });
});
