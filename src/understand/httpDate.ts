// SPDX-License-Identifier: Apache-2.0

const maxLength = 64;

/** A `Date` or `Retry-After` header as ms since the epoch; `undefined` when it is no date. */
export function httpDate(value: string | undefined): number | undefined {
  // `Date.parse` takes many texts for dates; one of a header has the name of a month in it.
  if (value === undefined || value.length > maxLength || !/[a-z]{3}/i.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
