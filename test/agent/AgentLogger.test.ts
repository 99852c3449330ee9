// SPDX-License-Identifier: Apache-2.0
import { type DiagLogger, DiagLogLevel } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AgentLogger } from '../../src/agent/AgentLogger.ts';

const lines: string[] = [];

vi.mock('../../src/agent/writeLine.ts', () => ({ writeLine: (line: string) => lines.push(line) }));

beforeEach(() => {
  lines.length = 0;
});
afterEach(() => vi.unstubAllEnvs());

describe('AgentLogger', () => {
  it('says the same once, whatever numbers are in it', () => {
    const logger = new AgentLogger();
    for (let count = 0; count < 5; count += 1) logger.warn(`Lost ${count} of ${count}`);
    logger.error('something else', { code: 1 });
    logger.error('something else', { code: 2 });
    expect(lines).toEqual(['Lost 0 of 0', 'something else { code: 1 }']);
  });

  it('says nothing of what ends twice when the process does, or of a full queue, of which the agent says more', () => {
    const logger = new AgentLogger();
    logger.error(`GET ${'1a'.repeat(16)}-${'b2'.repeat(8)} - You can only call end() on a span once.`);
    logger.warn('Dropped 20 spans because maxQueueSize reached');
    logger.error('PeriodicExportingMetricReader: metrics export timed out after 20000ms');
    expect(lines).toEqual([]);
  });

  it('says the same once, whatever ids are in it', () => {
    const logger = new AgentLogger();
    for (const id of ['1a', 'b2', 'cc'])
      logger.warn(`on ended Span {traceId: ${id.repeat(16)}, spanId: ${id.repeat(8)}}`);
    expect(lines).toHaveLength(1);
  });

  it('says as much as its level lets it', () => {
    for (const level of [DiagLogLevel.NONE, DiagLogLevel.ERROR, DiagLogLevel.INFO]) {
      const logger = new AgentLogger({ level });
      for (const say of ['error', 'warn', 'info', 'debug'] as const) logger[say](`${say} at ${level}`);
    }
    expect(lines).toEqual(['error at 30', 'error at 60', 'warn at 60', 'info at 60']);
  });

  it('stops where a backend says something else each time, and says so', () => {
    const logger = new AgentLogger();
    const words = (index: number): string => String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26));
    for (let index = 0; index < 500; index += 1) logger.warn(`refused: ${words(index)}`);
    expect(lines).toHaveLength(41);
    expect(lines.at(-1)).toContain('left out');
  });

  it('writes one line of bounded length, which no terminal obeys', () => {
    new AgentLogger().warn('partial\nsuccess', 'x'.repeat(3_000_000), new Error('\u001b[31mred\r\n'));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.length).toBeLessThanOrEqual(1_000);
    expect(lines[0]).not.toMatch(/\p{Cc}/u);
  });

  it('says of a span that it has ended where debugging asks for it only', () => {
    const ended = 'Cannot execute the operation on ended Span {traceId: 1, spanId: 2}';
    new AgentLogger().warn(ended, new Error(ended));
    expect(lines).toEqual([]);
    new AgentLogger({ level: DiagLogLevel.DEBUG }).warn(ended);
    expect(lines).toEqual([ended]);
  });

  it('takes values of variables out of what OpenTelemetry quotes', () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'https://user:S3cr3t-1@ho st');
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-key S3cr3t-Header=1,b=S3cr3t-Value');
    const logger = new AgentLogger();
    logger.warn("Could not parse user-provided export URL: 'https://user:S3cr3t-1@ho st'");
    logger.warn('Invalid header name', 'x-key s3cr3t-header', new Error('value S3cr3t-Value S3cr3t-Value'));
    expect(lines.join()).not.toMatch(/s3cr3t/i);
    expect(lines.join()).toContain('<OTEL_EXPORTER_OTLP_ENDPOINT>');
  });

  it.each(['Bearer%20S3cr3t-Token', 'Bearer S3cr3t-Token'])('takes out what a collector repeats of %s', (value) => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', `x-a=1,authorization=${value}`);
    const logger = new AgentLogger();
    logger.warn('refused: Bearer S3cr3t-Token');
    logger.warn('invalid token S3cr3t-Token');
    logger.warn('invalid value Bearer%20S3cr3t-Token');
    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toMatch(/s3cr3t/i);
  });

  it.each(['http://S3cr3t-User:S3cr3t-Pass@proxy.test:3128', 'S3cr3t-User:S3cr3t-Pass@proxy.test:3128'])(
    'takes user and password of a proxy out of what gRPC quotes: %s',
    (proxy) => {
      vi.stubEnv('grpc_proxy', proxy);
      vi.stubEnv('HTTPS_PROXY', 'http://proxy.test:3128');
      const logger = new AgentLogger();
      logger.warn(`"S3cr3t-User:" scheme not supported in proxy URI, at proxy.test:3128`);
      logger.warn('Unable to parse S3cr3t-User:S3cr3t-Pass');
      expect(lines).toHaveLength(2);
      expect(lines.join()).not.toContain('S3cr3t');
      expect(lines.join()).toContain('proxy.test:3128');
    },
  );

  it('leaves nothing of a value that holds another one, and looks for none in what it has put in their place', () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'ht!tp://collector.test');
    vi.stubEnv('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'ht!tp://collector.test/S3cr3t-Path');
    vi.stubEnv('OTEL_SERVICE_NAME', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
    new AgentLogger().warn("Could not parse 'ht!tp://collector.test/S3cr3t-Path' of ht!tp://collector.test");
    expect(lines).toEqual(["Could not parse '<OTEL_EXPORTER_OTLP_TRACES_ENDPOINT>' of <OTEL_EXPORTER_OTLP_ENDPOINT>"]);
  });

  it.each(['user4567:pass:word-S3cr3t', 'user4567:pa=S3,cr3tword', 'joe:S3cr3t7'])(
    'takes user and password of a proxy out as a whole: %s',
    (both) => {
      vi.stubEnv('https_proxy', `http://${both}@proxy.test:3128`);
      new AgentLogger().warn(`no proxy at ${both}@proxy.test`);
      expect(lines).toEqual(['no proxy at <https_proxy>@proxy.test']);
    },
  );

  it('takes out a value that is longer than a line', () => {
    const token = `eyJ${'s3cr3t'.repeat(500)}`;
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', token);
    new AgentLogger().warn(`Could not parse environment-provided export URL: '${token}'`);
    expect(lines).toEqual(["Could not parse environment-provided export URL: '<OTEL_EXPORTER_OTLP_ENDPOINT>'"]);
  });

  it('writes what there is to say beside a value of any length', () => {
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', `a=${'b'.repeat(200_000)}`);
    new AgentLogger().warn('one thing');
    expect(lines).toEqual(['one thing']);
  });

  it('throws for nothing that it is given', () => {
    const odd = [{ toJSON: () => undefined }, Object.assign(new Error('x'), { message: Symbol('x') }), Buffer.alloc(9)];
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('read');
        },
      },
    );
    const parts = [...odd, hostile, null, undefined, 1n, Object.create(null), Symbol('s')];
    for (const part of parts) {
      new AgentLogger().warn('odd', part);
      for (const level of ['error', 'warn', 'info', 'debug', 'verbose'] as const) {
        new AgentLogger()[level](part as string, part);
      }
    }
    expect(lines).toContain('odd 9 bytes');
  });

  describe('where the program has a logger of its own', () => {
    it('tells that one all of it as it is', () => {
      const told: unknown[] = [];
      const to: DiagLogger = {
        error: (...given) => told.push(['error', ...given]),
        warn: (...given) => told.push(['warn', ...given]),
        info: (...given) => told.push(['info', ...given]),
        debug: (...given) => told.push(['debug', ...given]),
        verbose: (...given) => told.push(['verbose', ...given]),
      };
      const logger = new AgentLogger({ to });
      logger.error('refused', { code: 1 });
      logger.error('refused', { code: 2 });
      logger.warn('odd');
      logger.debug('sent', 3);
      expect(told).toEqual([
        ['error', 'refused', { code: 1 }],
        ['error', 'refused', { code: 2 }],
        ['warn', 'odd'],
        ['debug', 'sent', 3],
      ]);
      expect(lines).toEqual([]);
    });
  });

  describe('where something is registered beside us', () => {
    const refused =
      'Error: @opentelemetry/api: Attempted duplicate registration of API: metrics\n    at registerGlobal';
    const seen = (use: (logger: AgentLogger) => void): number => {
      let count = 0;
      const logger = new AgentLogger({ onSecondSdk: () => (count += 1) });
      use(logger);
      return count;
    };

    it('takes it for a second SDK after ours has started', () => {
      const use = (logger: AgentLogger): void => {
        logger.sdkRuns();
        logger.error(refused);
      };
      expect(seen(use)).toBe(1);
      expect(lines).toEqual([expect.stringContaining('Start the SDK before that call')]);
    });

    it('says what is the own one of the program while ours starts', () => {
      expect(seen((logger) => logger.error(refused))).toBe(0);
      expect(lines).toEqual([expect.stringContaining('registered its own "metrics"')]);
    });
  });
});
