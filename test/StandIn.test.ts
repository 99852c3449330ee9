// SPDX-License-Identifier: Apache-2.0
import { get } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KeyVaultInstrumentation } from '../src/KeyVaultInstrumentation.ts';
import type { CallRecord } from '../src/record/CallRecord.ts';
import { StandIn } from '../src/StandIn.ts';
import { STAND_IN } from '../src/standInGlobal.ts';
import { observedServer } from './observe/observedServer.ts';

let server: Awaited<ReturnType<typeof observedServer>>;
beforeAll(async () => {
  server = await observedServer((_request, response) => response.writeHead(404).end('{}'));
});
afterAll(() => server.close());

// One for all: a thread has one, and it cannot be taken back.
const standIn = new StandIn();
const heard: CallRecord[] = [];
standIn.listen((record) => heard.push(record));
let program: KeyVaultInstrumentation | undefined;
afterEach(() => {
  program?.disable();
  program = undefined;
  heard.length = 0;
});
afterAll(() => standIn.instance?.disable());

function read(): Promise<void> {
  const options = { host: '127.0.0.1', port: server.port, path: '/secrets/a', headers: { host: 'a.vault.azure.net' } };
  return new Promise((resolve, reject) => {
    get(options, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
}

describe('the instrumentation that the program did not make', () => {
  it('observes where the program makes none', async () => {
    await read();
    expect(heard).toHaveLength(1);
  });

  it('leaves the calls to one that the program makes, and hears of them', async () => {
    const told: unknown[] = [];
    program = new KeyVaultInstrumentation({ onDiagnosis: (_span, diagnosis) => told.push(diagnosis.cause) });
    await read();
    expect(told).toEqual(['object_not_found']);
    expect(heard).toHaveLength(1);
  });

  it('observes again when that one stops', async () => {
    program = new KeyVaultInstrumentation();
    program.setConfig({ identity: 'none' });
    program.disable();
    await read();
    expect(heard).toHaveLength(1);
  });

  it('observes on where the one of the program is switched off', async () => {
    program = new KeyVaultInstrumentation({ enabled: false });
    await read();
    expect(heard).toHaveLength(1);
  });

  it('listens to the one of the program that was there first, and observes when that one stops', async () => {
    program = new KeyVaultInstrumentation();
    const late = new StandIn();
    const told: CallRecord[] = [];
    late.listen((record) => told.push(record));
    await read();
    expect(told).toHaveLength(1);
    program.disable();
    standIn.instance?.disable();
    late.stepIn(program);
    await read();
    expect(told).toHaveLength(2);
    late.instance?.disable();
    standIn.instance?.enable();
  });

  it('leaves the calls to a second one, as of a preload that comes later, and hears of them', async () => {
    const second = new StandIn({ onDiagnosis: (_span, { cause }) => told.push(cause) });
    const told: unknown[] = [];
    await read();
    expect(told).toEqual(['object_not_found']);
    expect(heard).toHaveLength(1);
    expect(Reflect.get(globalThis, STAND_IN)).toBe(standIn);
    second.instance?.disable();
  });
});
