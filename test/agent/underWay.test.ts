// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EVENT_AZURE_KEYVAULT_CLIENT_REQUEST_FAILED } from '../../src/record/eventNames.ts';
import {
  ATTR_AZURE_KEYVAULT_FAILURE_CAUSE,
  ATTR_AZURE_KEYVAULT_FAILURE_EVIDENCE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION,
} from '../../src/semconv.ts';
import { REQUIRE, usePreload } from './preloaded.ts';

const { receiver, run, vaultSpans } = usePreload();

const MAP_NAMES = fileURLToPath(new URL('../safety/programs/mapNames.cjs', import.meta.url));
const args = [...REQUIRE, '--require', MAP_NAMES];

const DENIED = JSON.stringify({ error: { code: 'Forbidden', message: 'x', innererror: { code: 'ForbiddenByRbac' } } });
const HEADER = 'HTTP/1.1 403 Forbidden\\r\\ncontent-type: application/json\\r\\ncontent-length: 5000\\r\\n\\r\\n';

/** A program that asks a vault of its own, which answers with some text or nothing, and ends while it waits. */
function program({
  ask,
  answer,
  end,
}: {
  readonly ask: string;
  readonly answer: string;
  readonly end: string;
}): string {
  return `
    const http = await import('node:http');
    const net = await import('node:net');
    const server = net.createServer((socket) => socket.on('error', () => {}).once('data', () => {
      socket.write('${answer}');
      setTimeout(() => { ${end} }, 100);
    })).listen(0, '127.0.0.1', () => {
      const url = 'http://contoso.vault.azure.net:' + server.address().port + '/secrets/one?api-version=7.6';
      ${ask}
    });`;
}

const CLIENTS = {
  fetch: 'fetch(url).catch(() => {});',
  'node:http': "http.get(url).on('error', () => {}).on('response', (response) => response.resume());",
} as const;
const ENDS = {
  'process.exit()': 'process.exit(3);',
  'a signal': "process.kill(process.pid, 'SIGTERM');",
} as const;
const cases = Object.keys(CLIENTS).flatMap((client) => Object.keys(ENDS).map((end) => [client, end] as const));

/** What the collector has of the one call. */
function arrived() {
  const [span, ...others] = vaultSpans();
  expect(others).toEqual([]);
  const count = receiver()
    .metrics()
    .filter(({ name }) => name === METRIC_AZURE_KEYVAULT_CLIENT_REQUEST_DURATION)
    .reduce((sum, point) => sum + (point.count ?? 0), 0);
  const events = receiver()
    .logs()
    .filter(({ eventName }) => eventName === EVENT_AZURE_KEYVAULT_CLIENT_REQUEST_FAILED);
  return { attributes: span?.attributes, count, events: events.length };
}

describe('a call that is under way when the process ends is recorded', () => {
  it.each(cases)('one by %s that nobody answers, at %s', async (client, end) => {
    const source = program({
      ask: CLIENTS[client as keyof typeof CLIENTS],
      answer: '',
      end: ENDS[end as keyof typeof ENDS],
    });
    const result = await run({ args, source });
    expect(result).toMatchObject({ code: end === 'a signal' ? null : 3, stdout: '', stderr: '' });
    const { attributes, ...counted } = arrived();
    expect(attributes).toMatchObject({
      [ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: 'connection_failed',
      [ATTR_AZURE_KEYVAULT_FAILURE_EVIDENCE]: ['No HTTP response arrived.', 'The process ended before one came.'],
    });
    expect(counted).toEqual({ count: 1, events: 1 });
  });

  it.each(cases)('an error by %s whose body has not ended, by what came of it, at %s', async (client, end) => {
    const source = program({
      ask: CLIENTS[client as keyof typeof CLIENTS],
      answer: `${HEADER}${DENIED}`,
      end: ENDS[end as keyof typeof ENDS],
    });
    const result = await run({ args, source });
    expect(result).toMatchObject({ code: end === 'a signal' ? null : 3, stdout: '', stderr: '' });
    const { attributes, ...counted } = arrived();
    expect(attributes).toMatchObject({
      [ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: 'rbac_denied',
      [ATTR_HTTP_RESPONSE_STATUS_CODE]: 403,
    });
    expect(counted).toEqual({ count: 1, events: 1 });
  });

  it('one whose connection is never made', async () => {
    const source = `
      const never = () => {};
      const http = await import('node:http');
      http.get({ host: 'contoso.vault.azure.net', path: '/secrets/one?api-version=7.6', lookup: never }).on('error', never);
      setTimeout(() => process.exit(3), 100);`;
    expect(await run({ args, source })).toMatchObject({ code: 3, stderr: '' });
    const { attributes, ...counted } = arrived();
    expect(attributes).toMatchObject({ [ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: 'connection_failed' });
    expect(counted).toEqual({ count: 1, events: 1 });
  });

  it.each(cases)('a success by %s that the program has not read, at %s, with its span', async (client, end) => {
    const source = program({
      ask: CLIENTS[client as keyof typeof CLIENTS].replace('.resume()', ''),
      answer: 'HTTP/1.1 200 OK\\r\\ncontent-length: 50000\\r\\n\\r\\n{',
      end: ENDS[end as keyof typeof ENDS],
    });
    const result = await run({ args, source });
    expect(result).toMatchObject({ code: end === 'a signal' ? null : 3, stdout: '', stderr: '' });
    const { attributes, ...counted } = arrived();
    expect(attributes).toMatchObject({ [ATTR_HTTP_RESPONSE_STATUS_CODE]: 200 });
    expect(counted).toEqual({ count: 1, events: 0 });
  });

  it.each(Object.keys(CLIENTS))('one by %s that is answered while the last telemetry is sent', async (client) => {
    receiver().setFault({ delayMs: 600 });
    const source = program({
      ask: CLIENTS[client as keyof typeof CLIENTS],
      answer: '',
      end: "process.kill(process.pid, 'SIGTERM'); setTimeout(() => socket.write('HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\n\\r\\n'), 200);",
    });
    expect(await run({ args, source })).toMatchObject({ signal: 'SIGTERM', stdout: '', stderr: '' });
    const { attributes, ...counted } = arrived();
    expect(attributes).toMatchObject({ [ATTR_AZURE_KEYVAULT_FAILURE_CAUSE]: 'connection_failed' });
    expect(counted).toEqual({ count: 1, events: 1 });
  });

  it('not one that waits for a connection of the program, or waited and was given up', async () => {
    const source = `
      const http = await import('node:http');
      const never = () => {};
      const agent = new http.Agent({ maxSockets: 1 });
      const options = { agent, host: 'contoso.vault.azure.net', path: '/secrets/one?api-version=7.6', lookup: never };
      http.get(options).on('error', never);
      http.get(options).on('error', never);
      const third = http.get(options).on('error', never);
      setTimeout(() => { third.destroy(); setTimeout(() => process.exit(3), 100); }, 100);`;
    expect(await run({ args, source })).toMatchObject({ code: 3, stderr: '' });
    expect(arrived()).toMatchObject({ count: 1, events: 1 });
  });

  it('not one that the program has not sent', async () => {
    const source = `
      const http = await import('node:http');
      const request = http.request({ host: 'contoso.vault.azure.net', path: '/secrets/one?api-version=7.6' });
      request.on('error', () => {});
      process.exit(3);`;
    expect(await run({ args, source })).toMatchObject({ code: 3, stderr: '' });
    expect(arrived()).toEqual({ attributes: undefined, count: 0, events: 0 });
  });
});
