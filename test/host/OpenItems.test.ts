// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { OpenItems } from '../../src/host/OpenItems.ts';

function ended<Item>(open: OpenItems<Item>): readonly Item[] {
  const items: Item[] = [];
  open.end((item) => items.push(item));
  return items;
}

describe('OpenItems', () => {
  it('hands over once what is open, in the order in which it began', () => {
    const open = new OpenItems<number>(10);
    const places = [1, 2, 3, 4].map((item) => open.add(item));
    open.delete(places[1]);
    open.delete(places[1]);
    open.delete(undefined);
    expect(ended(open)).toEqual([1, 3, 4]);
    expect(ended(open)).toEqual([]);
    open.delete(places[0]);
    open.add(5);
    expect(ended(open)).toEqual([5]);
  });

  it('forgets the oldest when there is no room', () => {
    const open = new OpenItems<number>(2);
    const [first] = [1, 2, 3].map((item) => open.add(item));
    open.delete(first);
    open.add(4);
    expect(ended(open)).toEqual([3, 4]);
  });

  it('goes on when one cannot be ended, and leaves what begins meanwhile', () => {
    const open = new OpenItems<number>(10);
    for (const item of [1, 2]) open.add(item);
    const met: number[] = [];
    open.end((item) => {
      met.push(item);
      open.add(item + 10);
      if (item === 1) throw new Error('of the program');
    });
    expect(met).toEqual([1, 2]);
    expect(ended(open)).toEqual([11, 12]);
    open.add(1);
    open.clear();
    expect(ended(open)).toEqual([]);
  });

  it('keeps nothing of what has ended', () => {
    const open = new OpenItems<object>(10);
    const [first, second] = [open.add({}), open.add({})];
    open.delete(first);
    expect(first).toMatchObject({ before: undefined, after: undefined });
    expect(second?.before).not.toBe(first);
  });
});
