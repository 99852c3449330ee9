// SPDX-License-Identifier: Apache-2.0
import { DiagLogLevel } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { logLevel } from '../../src/agent/logLevel.ts';
import { CALL, usePreload } from './preloaded.ts';

describe('logLevel', () => {
  it.each([
    [undefined, DiagLogLevel.WARN],
    ['', DiagLogLevel.WARN],
    ['info', DiagLogLevel.INFO],
    ['Error', DiagLogLevel.ERROR],
    [' debug\r', DiagLogLevel.DEBUG],
  ])('takes %j for what it says', (given, level) => {
    expect(logLevel({ OTEL_LOG_LEVEL: given })).toEqual({ level, isWrong: false });
  });

  it.each(['"warn"', 'nope', 'constructor'])('takes %j for a wrong one, and so for warn', (given) => {
    expect(logLevel({ OTEL_LOG_LEVEL: given })).toEqual({ level: DiagLogLevel.WARN, isWrong: true });
  });
});

describe('a wrong OTEL_LOG_LEVEL', () => {
  const { receiver, run } = usePreload();

  it('is told once', async () => {
    const { stderr } = await run({
      source: CALL,
      env: { ...receiver().env('http/protobuf'), OTEL_LOG_LEVEL: '"warn"' },
    });
    expect(stderr.match(/OTEL_LOG_LEVEL/g)).toHaveLength(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
