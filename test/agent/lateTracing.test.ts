// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CALL, usePreload } from './preloaded.ts';

const { run, vaultSpans } = usePreload();

const LIBRARY = fileURLToPath(new URL('../../dist/index.cjs', import.meta.url));
const VAULT = 'https://contoso.vault.azure.net/secrets/one?api-version=7.6';
const GET = `const { get } = process.getBuiltinModule('node:https');
  const ask = () => new Promise((done) => get('${VAULT}', (response) => response.resume().on('end', done)));`;
/** Where files of the preload are loaded, as a program may watch it. */
const WATCH = `const Module = process.getBuiltinModule('node:module'); const load = Module._load;`;

const scopes = (): readonly string[] => vaultSpans().map(({ scope }) => scope.split('/').at(-1) ?? '');

describe('the instrumentations of the preload, loaded with the first request', () => {
  it('are loaded once where their loading makes requests itself, each of which has a span', async () => {
    const source = `${WATCH} ${GET} let asked = 0;
      Module._load = function (name) {
        if (String(name).includes('agent-')) { asked += 1; get('${VAULT}', (response) => response.resume()); }
        return load.apply(this, arguments);
      };
      await ask(); Module._load = load; await ask();
      console.log(asked > 0 && asked < 20 ? asked + 2 : 'asked ' + asked);`;
    const { code, stderr, stdout } = await run({ source });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(vaultSpans()).toHaveLength(Number(stdout));
  });

  it('are tried again where there was no room for the file', async () => {
    const source = `${WATCH} ${GET}
      Module._load = function (name) {
        if (String(name).includes('agent-tracing')) throw Object.assign(new Error('x'), { code: 'EMFILE' });
        return load.apply(this, arguments);
      };
      await ask(); ${CALL} Module._load = load;
      await new Promise((done) => setTimeout(done, 1_300));
      await ask(); ${CALL}`;
    const { code, stderr } = await run({ source });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^keyvault-otel: too many files are open [^\n]*\n$/);
    expect(scopes()).toEqual(['keyvault-otel', 'keyvault-otel', 'instrumentation-http', 'instrumentation-undici']);
  });

  it('ask a MeterProvider of the program for nothing', async () => {
    const source = `const { metrics, createNoopMeter } = await import('@opentelemetry/api'); ${GET}
      const asked = [];
      metrics.setGlobalMeterProvider({ getMeter: (name) => { asked.push(name); return createNoopMeter(); } });
      await ask(); ${CALL} console.log(asked.filter((name) => name.includes('instrumentation')).join());`;
    expect(await run({ source })).toMatchObject({ code: 0, stdout: '\n' });
    expect(scopes()).toEqual(['instrumentation-http', 'instrumentation-undici']);
  });
});

describe('two copies of the library in two contexts of one process', () => {
  it('each hear a call by node:http', async () => {
    const source = `const vm = process.getBuiltinModule('node:vm'); const { readFileSync } = process.getBuiltinModule('node:fs');
      const { createRequire } = process.getBuiltinModule('node:module'); ${GET}
      const require = createRequire(${JSON.stringify(LIBRARY)}); const heard = [0, 0];
      const code = '(function (exports, require, module) {' + readFileSync(${JSON.stringify(LIBRARY)}, 'utf8') + '})';
      for (const index of [0, 1]) {
        const context = vm.createContext({ process, Buffer, performance, URL, setTimeout, clearTimeout, queueMicrotask });
        const module = { exports: {} };
        vm.runInContext(code, context)(module.exports, require, module);
        new module.exports.KeyVaultInstrumentation({ onDiagnosis: () => { heard[index] += 1; } });
      }
      await ask(); await ask(); console.log(heard.join());`;
    expect(await run({ args: [], source, sourceType: 'module' })).toMatchObject({ code: 0, stdout: '2,2\n' });
  });
});
