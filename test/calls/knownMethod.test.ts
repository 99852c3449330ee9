// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { knownMethod } from '../../src/calls/knownMethod.ts';

describe('the method on a span', () => {
  it.each([
    ['GET', 'GET'],
    ['patch', 'PATCH'],
    ['QUERY', 'QUERY'],
    ['PROPFIND', '_OTHER'],
    ['eyJhbGciOi', '_OTHER'],
    ['', '_OTHER'],
  ])('of %j is %s', (method, expected) => {
    expect(knownMethod(method)).toBe(expected);
  });
});
