// SPDX-License-Identifier: Apache-2.0

/** One meaning, one colour, on every dashboard. */
export const COLOR = {
  good: 'green',
  warn: 'orange',
  bad: 'red',
  neutral: 'blue',
  quiet: 'text',
  throttled: 'purple',
} as const;

/** Colour of a series by its name, whatever its place in the legend. */
export const OUTCOME_COLORS: Readonly<Record<string, string>> = {
  success: COLOR.good,
  challenge: COLOR.neutral,
  failure: COLOR.bad,
};
