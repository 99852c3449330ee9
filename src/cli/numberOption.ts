// SPDX-License-Identifier: Apache-2.0
import { InvalidArgumentError } from 'commander';

/** Parses the value of an option that has to be a number within bounds. */
export function numberOption(name: string, min: number, max: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,9}(?:\.\d{1,3})?$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new InvalidArgumentError(`${name} has to be a number from ${min} to ${max}.`);
  };
}
