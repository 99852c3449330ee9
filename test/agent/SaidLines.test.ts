// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let seconds = 0;
const realTime = process.hrtime;
let SaidLines: typeof import('../../src/agent/SaidLines.ts').SaidLines;

beforeEach(async () => {
  seconds = 1_000;
  vi.resetModules();
  process.hrtime = Object.assign(() => [seconds, 0] as [number, number], { bigint: realTime.bigint });
  ({ SaidLines } = await import('../../src/agent/SaidLines.ts'));
});
afterEach(() => {
  process.hrtime = realTime;
});

describe('SaidLines', () => {
  it('takes a line once in ten minutes', () => {
    const said = new SaidLines();
    const added = [0, 599, 1, 599, 1].map((passed) => {
      seconds += passed;
      return said.add('refused') !== undefined;
    });
    expect(added).toEqual([true, false, true, false, true]);
  });

  it('has room for 40 lines and the one that says so, and for others when the time of those is over', () => {
    const said = new SaidLines();
    const add = (from: number) => Array.from({ length: 60 }, (_, index) => said.add(`line ${from + index}`));
    const rooms = [...Array.from({ length: 41 }, (_, index) => 40 - index), ...Array(19).fill(undefined)];
    expect(add(0)).toEqual(rooms);
    seconds += 600;
    expect(add(100)).toEqual(rooms);
  });

  it('knows what was said in another thread, where the memory is shared', () => {
    const memory = new SharedArrayBuffer(SaidLines.SIZE);
    const [first, second] = [new SaidLines(memory), new SaidLines(memory)];
    expect(first.add('refused')).toBe(40);
    expect(second.add('refused')).toBeUndefined();
    expect(second.add('another')).toBe(39);
    expect(new SaidLines().add('refused')).toBe(40);
  });

  it('takes any lines, each once', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 30 }), (lines) => {
        const said = new SaidLines();
        expect(lines.filter((line) => said.add(line) !== undefined)).toEqual([...new Set(lines)]);
      }),
    );
  });
});
