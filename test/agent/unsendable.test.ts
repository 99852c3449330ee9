// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { CALL, usePreload } from './preloaded.ts';

const { receiver, run, vaultSpans } = usePreload();

/** A span whose name is no text: without an SDK nothing happens, and no exporter can write it. */
const NAMELESS = `(await import('@opentelemetry/api')).trace.getTracer('of the program').startSpan(undefined).end();`;
const LATER = `await new Promise((resolve) => setTimeout(resolve, 400));`;
const LEFT_OUT = 'keyvault-otel: something that the program recorded cannot be sent and is left out\n';

describe('what no exporter can write', () => {
  it.each([
    ['in a batch', `${CALL} ${NAMELESS} ${CALL} ${LATER}`, { OTEL_BSP_SCHEDULE_DELAY: '100' }],
    [
      'in the first batch, which waits for the resource',
      `${CALL} ${NAMELESS} ${LATER} ${CALL}`,
      { OTEL_BSP_SCHEDULE_DELAY: '1' },
    ],
    ['at a normal end', `${CALL} ${NAMELESS} ${CALL}`, {}],
    ['at process.exit()', `${CALL} ${NAMELESS} ${CALL} process.exit(0);`, {}],
  ])('is left out, and nothing else, %s', async (_where, source, env) => {
    expect(await run({ source, env })).toMatchObject({ code: 0, stderr: LEFT_OUT });
    expect(vaultSpans()).toHaveLength(2);
    expect(receiver().metrics().length).toBeGreaterThan(0);
  });

  it.each([
    ['at a normal end', ''],
    ['at process.exit()', 'process.exit(0);'],
  ])('is left out of many, in as few requests as without it, %s', async (_where, end) => {
    const source = `${CALL} const tracer = (await import('@opentelemetry/api')).trace.getTracer('of the program');
      for (let index = 0; index < 400; index += 1) tracer.startSpan(index % 4 === 0 ? undefined : 'good').end(); ${end}`;
    expect(await run({ source })).toMatchObject({ code: 0, stderr: LEFT_OUT });
    expect(receiver().spans()).toHaveLength(1 + 300);
    expect(receiver().requests.filter(({ signal }) => signal === 'traces')).toHaveLength(1);
  });

  it.each([
    ['at a normal end', ''],
    ['at process.exit()', 'process.exit(0);'],
  ])('keeps no other metric back, %s', async (_where, end) => {
    const source = `const { metrics } = await import('@opentelemetry/api'); ${CALL}
      const circle = { toJSON: () => 'circle' };
      circle.self = circle;
      const meter = metrics.getMeter('of the program');
      meter.createCounter('own').add(1, { circle });
      meter.createCounter('good').add(1); ${end}`;
    expect(await run({ source })).toMatchObject({ code: 0, stderr: LEFT_OUT });
    const names = receiver()
      .metrics()
      .map(({ name }) => name);
    expect(names).toContain('good');
    expect(names).toContain('azure.keyvault.client.request.duration');
    expect(names).not.toContain('own');
  });
});

describe('a program that has changed what all objects share before its first call', () => {
  it.each([
    ['with a property of its own', `Object.prototype.legacy = 'x';`],
    ['with errors that nothing can be put on', 'Object.freeze(Error.prototype);'],
  ])('%s is told of all the same', async (_how, change) => {
    expect(await run({ source: `${change} ${CALL}` })).toMatchObject({ code: 0, stderr: '' });
    expect(vaultSpans()).toHaveLength(1);
    expect(receiver().logs()).toHaveLength(1);
  });
});

describe('a logger that throws', () => {
  it('ends no program, when there is something to say at the end', async () => {
    const source = `const { diag } = await import('@opentelemetry/api'); ${CALL}
      const fail = () => { throw new Error('of the logger'); };
      diag.disable();
      diag.setLogger({ error: fail, warn: fail, info: fail, debug: fail, verbose: fail }, { suppressOverrideMessage: true });`;
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    expect(await run({ source, env })).toMatchObject({ code: 0, stderr: '' });
  });
});
