// SPDX-License-Identifier: Apache-2.0

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  /** Of the last step, when the query was one over a range. */
  readonly value: number;
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value?: readonly [number, string];
      readonly values?: readonly (readonly [number, string])[];
    }[];
  };
}

/** Asks the HTTP API of Prometheus. Throws with its words when a query is wrong. */
export class Prometheus {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  query(query: string, time = Date.now() / 1000): Promise<readonly Sample[]> {
    return this.#ask('query', { query, time: String(time) });
  }

  queryRange(query: string, from: number, to: number, step: number): Promise<readonly Sample[]> {
    return this.#ask('query_range', { query, start: String(from), end: String(to), step: String(step) });
  }

  /** Sum of all samples; 0 when there are none. */
  async sum(query: string, time?: number): Promise<number> {
    return (await this.query(query, time)).reduce((sum, { value }) => sum + value, 0);
  }

  async #ask(path: string, parameters: Readonly<Record<string, string>>): Promise<readonly Sample[]> {
    const response = await fetch(`${this.#url}/api/v1/${path}`, {
      method: 'POST',
      body: new URLSearchParams(parameters),
    });
    const answer = (await response.json()) as Answer;
    if (answer.status !== 'success') throw new Error(`${answer.error}: ${parameters['query']}`);
    return answer.data.result.map(({ metric, value, values }) => ({
      metric,
      value: Number((value ?? values?.at(-1))?.[1]),
    }));
  }
}
