// SPDX-License-Identifier: Apache-2.0

export interface ObservedQuery {
  readonly expr: string;
  readonly kind: 'instant' | 'range';
  readonly series: number;
}

/** What the page tells the test that drives the browser. */
export interface Observed {
  readonly errors: string[];
  /** Queries as the server ran them, and how much came back. */
  readonly queries: ObservedQuery[];
  /** Panels whose queries gave no data. */
  readonly empty: Set<string>;
}

export const observed: Observed = { errors: [], queries: [], empty: new Set() };

declare global {
  interface Window {
    __observed: () => { errors: string[]; queries: ObservedQuery[]; empty: string[] };
  }
}

window.__observed = () => ({ errors: observed.errors, queries: observed.queries, empty: [...observed.empty] });
window.addEventListener('error', (event) => observed.errors.push(String(event.error?.stack ?? event.message)));
window.addEventListener('unhandledrejection', (event) =>
  observed.errors.push(`unhandled: ${String(event.reason?.stack ?? event.reason)}`),
);
