// SPDX-License-Identifier: Apache-2.0
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Method, OwnMethod } from '../../src/agent/OwnMethod.ts';

beforeEach(() => {
  const silent = { error() {}, warn() {}, info() {}, debug() {}, verbose() {} };
  diag.setLogger(silent, { logLevel: DiagLogLevel.NONE, suppressOverrideMessage: true });
});
afterEach(() => diag.disable());

/** A method that notes its calls, and what survives tracing around it. */
function ownMethod(traceAround: (noted: Method) => Method) {
  const called: unknown[] = [];
  const own: Method = (argument) => {
    called.push(argument);
    if (argument === 'bad') throw new TypeError('refused by Node');
    return `made of ${String(argument)}`;
  };
  const method = new OwnMethod(own);
  const fallback: Method = (argument) => own(`${String(argument)}, without tracing`);
  const surviving = method.surviving({ entry: 'a test', traced: traceAround(method.noted), fallback });
  return { called, surviving };
}

const broken = (): never => {
  throw new Error('tracing is broken');
};

describe('OwnMethod', () => {
  it('gives what tracing returns', () => {
    const { called, surviving } = ownMethod((noted) => (argument) => [noted(argument)]);
    expect(surviving('a')).toEqual(['made of a']);
    expect(called).toEqual(['a']);
  });

  it('gives what the method made, called once, where tracing fails after it', () => {
    const { called, surviving } = ownMethod((noted) => (argument) => {
      noted(argument);
      broken();
    });
    expect(surviving('a')).toBe('made of a');
    expect(called).toEqual(['a']);
  });

  it('does without tracing that fails before the method', () => {
    const { called, surviving } = ownMethod(() => broken);
    expect(surviving('a')).toBe('made of a, without tracing');
    expect(called).toEqual(['a, without tracing']);
  });

  it('throws what the method threw, also where tracing kept it', () => {
    const { called, surviving } = ownMethod((noted) => (argument) => {
      try {
        return noted(argument);
      } catch {
        return 'kept';
      }
    });
    expect(() => surviving('bad')).toThrow(new TypeError('refused by Node'));
    expect(called).toEqual(['bad']);
  });

  it('tells calls within calls apart: of one that is over, nothing is taken for the one around it', () => {
    const { called, surviving } = ownMethod((noted) => (argument) => {
      if (argument === 'inner') return noted(argument);
      surviving('inner');
      noted(argument);
      return broken();
    });
    expect(surviving('outer')).toBe('made of outer');
    expect(called).toEqual(['inner', 'outer']);
  });
});
