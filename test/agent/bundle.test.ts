// SPDX-License-Identifier: Apache-2.0
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNDICI_CHANNELS } from '../../src/agent/HttpTracing.ts';
import { CALL, usePreload } from './preloaded.ts';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const FILES = readdirSync(DIST).filter((name) => /^(?:register|agent-[a-z-]+)\.[cm]js$/.test(name));
const REGISTRY = "console.log(typeof globalThis[Symbol.for('opentelemetry.js.api.1')]);";
const { fake, receiver, run, vaultSpans } = usePreload();

describe('the files of the preload', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyvault-otel-'));
    for (const name of FILES) copyFileSync(join(DIST, name), join(folder, name));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['http/protobuf', 'http/json', 'grpc'] as const)('need no other package, by %s', async (protocol) => {
    const args = ['--import', join(folder, 'register.mjs')];
    const result = await run({ args, cwd: folder, source: `${CALL} process.exit(4);`, env: receiver().env(protocol) });
    expect(result).toMatchObject({ code: 4, stderr: '' });
    expect(vaultSpans()).toHaveLength(1);
  });

  it.each(['C#', '100%', 'feature%2Flogin', 'a b'])('work in a folder that is called %s', async (name) => {
    const odd = join(folder, name);
    mkdirSync(odd);
    for (const file of FILES) copyFileSync(join(DIST, file), join(odd, file));
    const args = ['--require', join(odd, 'register.cjs')];
    // At the exit a child sends it, by a file of its own.
    expect(await run({ args, cwd: odd, source: `${CALL} process.exit(4);` })).toMatchObject({ code: 4, stderr: '' });
    expect(vaultSpans()).toHaveLength(1);
  });

  it('are loaded with the first call to a vault', async () => {
    const list = `console.log(JSON.stringify(Object.keys(process.getBuiltinModule('node:module')._cache)));`;
    const other = `await fetch(process.env.OTEL_EXPORTER_OTLP_ENDPOINT + '/healthz').then((r) => r.text());
      const { get } = process.getBuiltinModule('node:http');
      await new Promise((done) => get(process.env.OTEL_EXPORTER_OTLP_ENDPOINT + '/healthz', (r) => r.resume().on('end', done)));`;
    const source = `${list} ${other} ${list} ${CALL} ${list}`;
    const { stdout } = await run({ cwd: folder, source, env: receiver().env('http/protobuf') });
    const loaded = stdout
      .trim()
      .split('\n')
      .map((line) => [...line.matchAll(/agent-[a-z-]+(?=\.cjs)/g)].map(([name]) => name));
    expect(loaded).toEqual([
      ['agent-start'],
      ['agent-start'],
      expect.arrayContaining(['agent-calls', 'agent-sdk', 'agent-tracing', 'agent-otlp-proto']),
    ]);
  });

  it.each([
    ['agent-start.cjs', 'undefined'],
    ['agent-calls.cjs', 'object'],
    ['agent-sdk.cjs', 'undefined'],
    ['agent-tracing.cjs', 'object'],
    ['agent-otlp-proto.cjs', 'undefined'],
  ])(
    'are missed once, by name, where a bundler left %s behind, and what did not start keeps no SDK out',
    async (left, registry) => {
      const incomplete = mkdtempSync(join(tmpdir(), 'keyvault-otel-'));
      for (const name of FILES) if (name !== left) copyFileSync(join(DIST, name), join(incomplete, name));
      const args = ['--require', join(incomplete, 'register.cjs')];
      const result = await run({ args, cwd: incomplete, source: `${CALL} ${CALL} ${REGISTRY} process.exit(4);` });
      rmSync(incomplete, { recursive: true });
      expect(result).toMatchObject({ code: 4, stdout: `${registry}\n` });
      expect(result.stderr.trim().split('\n')).toEqual([
        expect.stringMatching(
          new RegExp(`^keyvault-otel: cannot load ${left}, which belongs beside register\\.cjs \\(MODULE_NOT_FOUND\\)`),
        ),
      ]);
      expect(fake().requests).toHaveLength(2);
    },
  );

  it('are missed by the module that loads them, and the program goes on', async () => {
    const alone = mkdtempSync(join(tmpdir(), 'keyvault-otel-'));
    copyFileSync(join(DIST, 'register.mjs'), join(alone, 'register.mjs'));
    const result = await run({
      args: ['--import', join(alone, 'register.mjs')],
      cwd: alone,
      source: 'process.exit(4);',
    });
    rmSync(alone, { recursive: true });
    expect(result.code).toBe(4);
    expect(result.stderr).toBe(
      'keyvault-otel: cannot load register.cjs, which belongs beside register.mjs (MODULE_NOT_FOUND)\n',
    );
  });

  it('are missed at process.exit() where what runs in a child is not there', async () => {
    const incomplete = mkdtempSync(join(tmpdir(), 'keyvault-otel-'));
    for (const name of FILES) if (name !== 'agent-relay.cjs') copyFileSync(join(DIST, name), join(incomplete, name));
    const args = ['--require', join(incomplete, 'register.cjs')];
    const result = await run({ args, cwd: incomplete, source: `${CALL} process.exit(4);` });
    rmSync(incomplete, { recursive: true });
    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(/^keyvault-otel: the last telemetry is lost: .*agent-relay\.cjs.*\n$/);
  });

  it('listen to all channels of undici that its instrumentation listens to, before it is there', () => {
    const tracing = readFileSync(join(DIST, 'agent-tracing.cjs'), 'utf8');
    const wanted = [...tracing.matchAll(/subscribeToChannel\("([^"]+)"/g)].map(([, name]) => name);
    expect(wanted.toSorted()).toEqual(UNDICI_CHANNELS.toSorted());
  });

  it('name no path of the machine that built them', () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    for (const name of FILES) expect(readFileSync(join(DIST, name), 'utf8'), name).not.toContain(root);
  });
});

describe('THIRD_PARTY_LICENSES', () => {
  const text = readFileSync(join(DIST, 'THIRD_PARTY_LICENSES'), 'utf8');

  it('lists every package whose code is in the files', () => {
    const bundled = FILES.flatMap((name) =>
      [...readFileSync(join(DIST, name), 'utf8').matchAll(/^ *\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(
        (match) => match[1],
      ),
    );
    expect(bundled).toContain('@opentelemetry/sdk-node');
    const missing = [...new Set(bundled)].filter((name) => !new RegExp(`^${name} \\d+\\.\\d+`, 'm').test(text));
    expect(missing).toEqual([]);
  });

  it('gives the text of each licence', () => {
    for (const words of ['Apache License', 'Permission is hereby granted', 'Redistribution and use']) {
      expect(text).toContain(words);
    }
  });
});
