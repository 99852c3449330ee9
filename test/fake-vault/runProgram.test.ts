// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runProgram } from './runProgram.ts';
import { withFakeVault } from './withFakeVault.ts';

afterEach(() => vi.unstubAllEnvs());

describe('a program in a child', () => {
  it('gives back its output and its exit code', async () => {
    const source = `console.log('out'); console.error('err'); process.exitCode = 3;`;
    expect(await runProgram({ source })).toEqual({
      stdout: 'out\n',
      stderr: 'err\n',
      code: 3,
      signal: null,
      timedOut: false,
    });
  });

  it('takes arguments of Node and CommonJS as well as ESM', async () => {
    const source = `console.log(typeof require, process.execArgv.includes('--no-warnings'));`;
    const { stdout } = await runProgram({ source, sourceType: 'commonjs', args: ['--no-warnings'] });
    expect(stdout).toBe('function true\n');
  });

  it('is killed when it takes too long', async () => {
    const result = await runProgram({ source: 'setInterval(() => {}, 1000);', timeoutMs: 200 });
    expect(result).toMatchObject({ code: null, signal: 'SIGKILL', timedOut: true });
  });

  it('can be sent a signal', async () => {
    const source = `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('ready');`;
    const result = await runProgram({
      source,
      onSpawn: (child) => child.stdout?.once('data', () => child.kill('SIGTERM')),
    });
    expect(result).toMatchObject({ code: 9, signal: null, timedOut: false });
  });

  it('inherits nothing that would steer OpenTelemetry, Azure or Node', async () => {
    vi.stubEnv('OTEL_SERVICE_NAME', 'outside');
    vi.stubEnv('AZURE_CLIENT_ID', 'outside');
    vi.stubEnv('NODE_OPTIONS', '--no-warnings');
    const source = `const { OTEL_SERVICE_NAME, AZURE_CLIENT_ID, NODE_OPTIONS, GIVEN } = process.env; console.log(OTEL_SERVICE_NAME, AZURE_CLIENT_ID, NODE_OPTIONS, GIVEN);`;
    expect((await runProgram({ source, env: { GIVEN: 'yes' } })).stdout).toBe('undefined undefined undefined yes\n');
  });
});

describe('a fake for the time of a call', () => {
  it('is closed when the call fails', async () => {
    let port = 0;
    const failing = withFakeVault(async (fake) => {
      port = fake.port;
      throw new Error('the call');
    });
    await expect(failing).rejects.toThrow('the call');
    await expect(fetch(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});
