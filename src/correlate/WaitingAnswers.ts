// SPDX-License-Identifier: Apache-2.0

/** What is kept until something with the same key comes: of one key the newest or the oldest first, a bounded number of all. */
export class WaitingAnswers<Answer extends { readonly at: number; readonly knownAt?: number }> {
  readonly #byKey = new Map<string, Answer[]>();
  readonly #window: number;
  readonly #capacity: number;
  #size = 0;

  /** @param options.window How long one waits, ms. */
  constructor({ window, capacity }: { readonly window: number; readonly capacity: number }) {
    this.#window = window;
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  /** @returns The one that had to make room. */
  add(key: string, answer: Answer): Answer | undefined {
    const list = this.#byKey.get(key);
    if (list === undefined) this.#byKey.set(key, [answer]);
    else list.push(answer);
    this.#size += 1;
    if (this.#size <= this.#capacity) return undefined;
    const [oldest] = this.#byKey.keys();
    return oldest === undefined ? undefined : this.take(oldest, 'oldest', Number.POSITIVE_INFINITY);
  }

  /** @param until What was known later stays. */
  take(key: string, which: 'newest' | 'oldest', until: number): Answer | undefined {
    const list = this.#byKey.get(key);
    const isDue = ({ at, knownAt = at }: Answer): boolean => knownAt <= until;
    const index = (which === 'newest' ? list?.findLastIndex(isDue) : list?.findIndex(isDue)) ?? -1;
    const [answer] = index < 0 ? [] : (list?.splice(index, 1) ?? []);
    if (list?.length === 0) this.#byKey.delete(key);
    if (answer !== undefined) this.#size -= 1;
    return answer;
  }

  isOver(answer: Answer, now: number): boolean {
    return answer.at + this.#window <= now;
  }

  /** Takes out what has waited too long. */
  expired(now: number): readonly Answer[] {
    const over: Answer[] = [];
    for (const [key, list] of this.#byKey) {
      const kept = list.filter((answer) => !this.isOver(answer, now));
      if (kept.length === list.length) continue;
      over.push(...list.filter((answer) => this.isOver(answer, now)));
      if (kept.length === 0) this.#byKey.delete(key);
      else this.#byKey.set(key, kept);
    }
    this.#size -= over.length;
    return over;
  }

  /** Takes out everything. */
  all(): readonly Answer[] {
    const all = [...this.#byKey.values()].flat();
    this.#byKey.clear();
    this.#size = 0;
    return all;
  }
}
