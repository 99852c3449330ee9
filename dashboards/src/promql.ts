// SPDX-License-Identifier: Apache-2.0
import { LABEL, SERIES } from './series.ts';

/** Label matchers that hold for whatever the variables of a dashboard say. */
const SCOPE = [
  `${LABEL.environment}=~"$environment"`,
  `${LABEL.service}=~"$job"`,
  `${LABEL.instance}=~"$instance"`,
] as const;

/** How far back a series is looked for before it counts as new: longer than most gaps in telemetry. */
const MEMORY = '1h';

/** Matchers of what counts as a failure. A 404 of an object is an answer: clients poll with it and read "or default" with it. */
export const FAILED = [`${LABEL.outcome}="failure"`, `${LABEL.cause}!="object_not_found"`] as const;
export const SUCCEEDED = [`${LABEL.outcome}="success"`] as const;
export const CHALLENGED = [`${LABEL.outcome}="challenge"`] as const;
/** Expected challenges say nothing about how a call went. */
export const ANSWERED = [`${LABEL.outcome}!="challenge"`] as const;

/** A failure with this status. */
export function failedWith(status: 401 | 403 | 429): readonly string[] {
  return [`${LABEL.status}="${status}"`, `${LABEL.outcome}="failure"`];
}

/** A series of calls to vaults, filtered by every variable. */
export function vaultSeries(name: string, matchers: readonly string[] = []): string {
  return `${name}{${[...SCOPE, `${LABEL.vault}=~"$vault"`, ...matchers].join(', ')}}`;
}

/** A series of token requests: they go to a token host, so the variable for the vault does not apply. */
export function tokenSeries(name: string, matchers: readonly string[] = []): string {
  return `${name}{${[...SCOPE, ...matchers].join(', ')}}`;
}

function sumBy(labels: readonly string[], expression: string): string {
  return labels.length === 0 ? `sum(${expression})` : `sum by (${labels.join(', ')}) (${expression})`;
}

/** Events a second. */
export function rate(by: readonly string[], selector: string): string {
  return sumBy(by, `rate(${selector}[$__rate_interval])`);
}

/**
 * Events a second, and the first value of a series counts too. A counter of failures is born with its first failure,
 * and a process that cannot start because of it never exports a second value: `rate()` alone shows nothing then.
 */
export function rateFromBirth(by: readonly string[], selector: string): string {
  const born = `min_over_time(${selector}[$__rate_interval]) unless last_over_time(${selector}[${MEMORY}] offset $__rate_interval)`;
  return sumBy(
    by,
    `rate(${selector}[$__rate_interval]) or label_replace((${born}) * 1000 / $__rate_interval_ms, "born", "true", "", "")`,
  );
}

/**
 * How many events the shown time holds, exactly: no extrapolation, the first value of a series included. Only for a
 * series that was reset (a process that came back under the same instance id) it is the estimate of `increase()`.
 */
export function countInRange(by: readonly string[], selector: string): string {
  return sumBy(
    by,
    `(increase(${selector}[$__range]) and resets(${selector}[$__range]) > 0)` +
      ` or (max_over_time(${selector}[$__range]) - last_over_time(${selector}[${MEMORY}] offset $__range))` +
      ` or max_over_time(${selector}[$__range])`,
  );
}

/** Zero instead of nothing, but nothing when there is no telemetry at all: silence must not look like health. */
export function orZero(expression: string, all: string = vaultSeries(SERIES.requests)): string {
  return `${expression} or on() 0 * ${rate([], all)}`;
}

/** As {@link orZero}, as one line called `none` in the legend of `label`. */
export function orNone(label: string, expression: string, all: string = vaultSeries(SERIES.requests)): string {
  return `${expression} or on() label_replace(0 * ${rate([], all)}, "${label}", "none", "", "")`;
}

/** A part of the whole, 0 to 1; nothing when the whole is nothing. */
export function ratio(part: string, whole: string): string {
  return `(${part} or on() 0 * ${whole}) / (${whole} > 0)`;
}

/** As {@link rate}, over the shown time, the same at each step of a graph. */
export function rateOverRange(by: readonly string[], selector: string): string {
  return sumBy(by, `rate(${selector}[$__range] @ end())`);
}

/**
 * The lines of a graph for the few label sets that `rank` puts first over the shown time. A plain `topk()` in a graph
 * chooses anew at each step, and so draws far more lines than it was asked for.
 */
export function highest(count: number, by: readonly string[], expression: string, rank: string): string {
  return `${expression} and on (${by.join(', ')}) topk(${count}, ${rank})`;
}

/** As {@link highest}, for the lowest. */
export function lowest(count: number, by: readonly string[], expression: string, rank: string): string {
  return `${expression} and on (${by.join(', ')}) bottomk(${count}, ${rank})`;
}

/** A quantile of a histogram; nothing, instead of NaN, when nothing happened. */
export function quantile(q: number, by: readonly string[], buckets: string): string {
  return `histogram_quantile(${q}, ${rate(['le', ...by], buckets)}) >= 0`;
}

/** As {@link quantile}, over the shown time. */
export function quantileOverRange(q: number, by: readonly string[], buckets: string): string {
  return `histogram_quantile(${q}, ${rateOverRange(['le', ...by], buckets)}) >= 0`;
}
