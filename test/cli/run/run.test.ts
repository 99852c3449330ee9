// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/cli/report/Report.ts';
import { startOtlpReceiver } from '../../otlp-receiver/startOtlpReceiver.ts';
import { cli, EVAL, ROOT, readSecrets, useFake } from '../useCli.ts';

const NODE = process.execPath;

describe('keyvault-otel run', () => {
  const bench = useFake();
  const json = (stdout: string): Report => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Report;

  it('tells every cause with who called, what was missing, the remedy and the link', async () => {
    const { stdout, stderr, code } = await cli(
      ['run', '--', NODE, ...EVAL, readSecrets('contoso', 'rbac', 'firewall')],
      {
        env: bench.env(),
      },
    );
    expect(code).toBe(0);
    expect(stdout).toBe('the program was here\n');
    expect(stderr).toContain('1 ok');
    expect(stderr).toContain('2 failed');
    expect(stderr).toMatch(/rbac_denied\n +seen +403, once, at \d\d:\d\d:\d\d/);
    expect(stderr).toContain('SecretGet on rbac');
    expect(stderr).toContain('application 5d1c3a7e-9b24-4f60-8e1d-2c7a6b9f0e35');
    expect(stderr).toContain('Microsoft.KeyVault/vaults/secrets/getSecret/action');
    expect(stderr).toContain('Assign a data-plane role');
    expect(stderr).toContain('https://learn.microsoft.com/azure/key-vault/general/rbac-guide');
    expect(stderr).toContain('firewall_denied');
    expect(stderr).toContain('login.microsoftonline.com');
  });

  it('says a failure when it happens, once for each cause', async () => {
    const { stderr } = await cli(['run', '--', NODE, ...EVAL, readSecrets('rbac-1', 'rbac-2', 'rbac-3')], {
      env: bench.env(),
    });
    const live = stderr.split('\n').filter((line) => /^keyvault-otel \d\d:/.test(line));
    expect(live).toHaveLength(1);
    expect(live[0]).toContain('rbac_denied 403: SecretGet on rbac-1');
    expect(stderr).toMatch(/rbac_denied\n +seen +403, 3 times/);
  });

  it('prints the report as the last line of stdout with --json', async () => {
    const { stdout, stderr } = await cli(
      ['run', '--json', '--quiet', '--', NODE, ...EVAL, readSecrets('contoso', 'rbac')],
      {
        env: bench.env(),
      },
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^the program was here\n\{/);
    const report = json(stdout);
    expect(report.totals).toMatchObject({ vaultCalls: 4, success: 1, challenge: 2, failure: 1, tokenRequests: 1 });
    expect(report.causes.map(({ cause }) => cause)).toEqual(['rbac_denied']);
    expect(report.program).toMatchObject({ exitCode: 0, signal: null });
  });

  it('ends with 3 when a cause of --fail-on was met and the program ended well', async () => {
    const program = ['--', NODE, ...EVAL, readSecrets('firewall')];
    const env = bench.env();
    const [met, unmet, status, any] = await Promise.all([
      cli(['run', '-q', '--fail-on', 'rbac_denied,firewall_denied', ...program], { env }),
      cli(['run', '-q', '--fail-on', 'rbac_denied', ...program], { env }),
      cli(['run', '-q', '--fail-on', '403', ...program], { env }),
      cli(['run', '-q', '--fail-on', 'any', ...program], { env }),
    ]);
    expect([met.code, unmet.code, status.code, any.code]).toEqual([3, 0, 3, 3]);
    expect(met.stderr).toContain('failed on firewall_denied');
  });

  it('leaves input, output and exit code to the program', async () => {
    const source = `process.stdin.pipe(process.stdout); process.stdin.on('end', () => { console.error('bad end'); process.exit(7); });`;
    const { stdout, stderr, code } = await cli(['run', '-q', '-f', 'any', '--', NODE, '--eval', source], {
      input: 'what comes in\n',
    });
    expect({ stdout, stderr, code }).toEqual({ stdout: 'what comes in\n', stderr: 'bad end\n', code: 7 });
  });

  it('hands a signal on, and ends as the program does', async () => {
    const handled = `process.once('SIGTERM', () => { console.log('asked to end'); process.exit(5); }); setInterval(() => {}, 1000); console.log('ready');`;
    const unhandled = `setInterval(() => {}, 1000); console.log('ready');`;
    const run = (source: string) =>
      cli(['run', '--', NODE, '--eval', source], {
        onSpawn: (child) => child.stdout?.once('data', () => child.kill('SIGTERM')),
      });
    const [own, none] = await Promise.all([run(handled), run(unhandled)]);
    expect(own).toMatchObject({ stdout: 'ready\nasked to end\n', code: 5, signal: null });
    expect(none).toMatchObject({ code: null, signal: 'SIGTERM' });
    expect(none.stderr).toContain('ended by SIGTERM');
  });

  it('reports what a program did before process.exit, a crash and a kill', async () => {
    const ends = ['process.exit(4)', "throw new Error('crash')", "process.kill(process.pid, 'SIGKILL')"];
    const results = await Promise.all(
      ends.map((end) =>
        cli(['run', '--json', '--', NODE, ...EVAL, `${readSecrets('rbac')}\n${end}`], { env: bench.env() }),
      ),
    );
    for (const { stdout } of results) expect(json(stdout).causes[0]).toMatchObject({ cause: 'rbac_denied', count: 1 });
    expect(results.map(({ code, signal }) => signal ?? code)).toEqual([4, 1, 'SIGKILL']);
  });

  it('observes programs that npm, a shell and other programs start, and worker threads', async () => {
    const directory = join(bench.directory(), 'npm');
    mkdirSync(directory, { recursive: true });
    writeFileSync(
      join(directory, 'app.mjs'),
      `await fetch('https://rbac.vault.azure.net/secrets/a', { headers: { authorization: 'Bearer ' + ['e30', 'e30', 'x'].join('.') } });`,
    );
    writeFileSync(
      join(directory, 'worker.mjs'),
      `import { Worker } from 'node:worker_threads'; new Worker(new URL('./app.mjs', import.meta.url));`,
    );
    writeFileSync(join(directory, 'package.json'), JSON.stringify({ scripts: { start: 'node app.mjs' } }));
    const commands = [
      ['npm', 'start', '--silent'],
      ['sh', '-c', 'node app.mjs; true'],
      [NODE, 'worker.mjs'],
    ];
    for (const command of commands) {
      const { stdout } = await cli(['run', '--json', '-q', '--', ...command], { env: bench.env(), cwd: directory });
      expect(
        json(stdout).causes.map(({ cause }) => cause),
        command.join(' '),
      ).toEqual(['rbac_denied']);
    }
  });

  it('counts a challenge that nobody answers as a missing token', async () => {
    const source = `await fetch('https://contoso.vault.azure.net/secrets/a');`;
    const { stdout } = await cli(['run', '--json', '-q', '--', NODE, ...EVAL, source], { env: bench.env() });
    expect(json(stdout).causes.map(({ cause }) => cause)).toEqual(['token_missing']);
  });

  it('sends nothing unless OTEL_* variables say where, and then exports too', async () => {
    const receiver = await startOtlpReceiver();
    try {
      const program = ['--json', '-q', '--', NODE, ...EVAL, readSecrets('rbac')];
      const exported = await cli(['run', ...program], { env: { ...bench.env(), ...receiver.env() } });
      await receiver.waitFor((one) =>
        one.spans().some((span) => span.attributes['azure.keyvault.failure.cause'] === 'rbac_denied'),
      );
      expect(json(exported.stdout).causes.map(({ cause }) => cause)).toEqual(['rbac_denied']);
      receiver.reset();
      const local = await cli(['run', ...program], { env: bench.env() });
      expect(json(local.stdout).causes.map(({ cause }) => cause)).toEqual(['rbac_denied']);
      expect(receiver.requests).toHaveLength(0);
    } finally {
      await receiver.close();
    }
  });

  it('works beside an OpenTelemetry of the program itself', async () => {
    const source = `
import { trace } from '@opentelemetry/api';
import { TracerProvider, ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())] }));
${readSecrets('rbac')}`;
    const { stdout, code } = await cli(['run', '--json', '-q', '--', NODE, ...EVAL, source], { env: bench.env() });
    expect(code).toBe(0);
    expect(json(stdout).causes.map(({ cause }) => cause)).toEqual(['rbac_denied']);
  });

  it('writes an HTML and a JSON report, and neither holds a token, a secret or an object name', async () => {
    const html = join(bench.directory(), 'reports', 'report.html');
    const file = join(bench.directory(), 'reports', 'report.json');
    const { stderr } = await cli(
      ['run', '--report', html, '--report', file, '--', NODE, ...EVAL, readSecrets('contoso', 'rbac', 'firewall')],
      { env: bench.env() },
    );
    const page = readFileSync(html, 'utf8');
    expect(page).toContain('rbac_denied');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/<script|<link rel="stylesheet"|src=|@import|url\(/);
    const everything = page + readFileSync(file, 'utf8') + stderr;
    expect(bench.fake().tokens.length).toBeGreaterThan(0);
    for (const secret of [...bench.fake().tokens, 'marker-object-name', 'made-up'])
      expect(everything).not.toContain(secret);
  });

  it('says clearly what is wrong with its use, with exit code 2 and no stack', async () => {
    const folder = join(bench.directory(), 'folder.json');
    mkdirSync(folder);
    const wrong = [
      ['run'],
      ['run', '--report', 'report.pdf', '--', 'true'],
      ['run', '--report', '/nowhere/at/all/report.html', '--', 'true'],
      ['run', '--report', folder, '--', 'true'],
      ['run', '--fail-on', 'firewall', '--', 'true'],
      ['run', '--nonsense', '--', 'true'],
      ['nonsense'],
    ];
    for (const args of wrong) {
      const { stderr, code, stdout } = await cli(args);
      if (args[2] === '/nowhere/at/all/report.html' && process.getuid?.() === 0) continue;
      expect({ code, stdout }, args.join(' ')).toEqual({ code: 2, stdout: '' });
      expect(stderr).not.toMatch(/\n {4}at /);
      expect(stderr.length).toBeGreaterThan(0);
    }
    expect((await cli(['run', '--', 'no-such-program-here'])).code).toBe(127);
  });

  it('keeps exit code and signal of the program where a report cannot be written', async () => {
    const file = join(bench.directory(), 'full.json');
    symlinkSync('/dev/full', file);
    const run = (source: string) => cli(['run', '-q', '--report', file, '--', NODE, '--eval', source]);
    expect(await run('process.exit(7)')).toMatchObject({
      code: 7,
      stderr: expect.stringContaining('could not be written'),
    });
    expect((await run("process.kill(process.pid, 'SIGTERM')")).signal).toBe('SIGTERM');
    expect((await run('0')).code).toBe(1);
  });

  it('says of no program and of a file in the place of a folder what a shell says', async () => {
    expect((await cli(['run', '--', ''])).code).toBe(127);
    expect((await cli(['run', '--', `${process.execPath}/x`])).code).toBe(126);
  });

  it('leaves nothing behind in the directory for temporary files', async () => {
    const directory = join(bench.directory(), 'tmp');
    mkdirSync(directory, { recursive: true });
    await cli(['run', '-q', '--', NODE, ...EVAL, readSecrets('rbac')], { env: { ...bench.env(), TMPDIR: directory } });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('says that the directory for temporary files is wrong, and not the program', async () => {
    const missing = join(bench.directory(), 'nope');
    const { stdout, stderr, code } = await cli(['run', '--', NODE, '--eval', '0'], { env: { TMPDIR: missing } });
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(stderr).toContain(`the directory for temporary files, ${missing} (ENOENT)`);
    expect(stderr).not.toContain('no such program');
  });

  it('outlives a program that empties the directory for temporary files, hands on its signals and keeps its exit code', async () => {
    const directory = join(bench.directory(), 'emptied');
    const file = join(bench.directory(), 'emptied.json');
    mkdirSync(directory, { recursive: true });
    const source = `
const { readdirSync, rmSync } = require('node:fs');
process.once('SIGTERM', () => process.exit(7));
setTimeout(() => process.exit(9), 20_000);
for (const name of readdirSync(process.env.TMPDIR)) rmSync(process.env.TMPDIR + '/' + name, { recursive: true });`;
    const { stderr, code } = await cli(['run', '--report', file, '--', NODE, '--eval', source], {
      env: { ...bench.env(), TMPDIR: directory },
      onSpawn: (child) =>
        // The first that is printed: nothing is until something goes wrong.
        child.stderr?.once('data', () => child.kill('SIGTERM')),
    });
    expect(code).toBe(7);
    expect(stderr.match(/incomplete/g)).toHaveLength(1);
    expect((JSON.parse(readFileSync(file, 'utf8')) as Report).totals.incomplete).toBe(true);
  });

  it('needs nothing but its own files', async () => {
    const { stdout, code } = await cli(
      ['run', '--json', '-q', '--', NODE, '--eval', 'require.cache && console.log(Object.keys(require.cache).length)'],
      { cwd: bench.directory() },
    );
    expect(code).toBe(0);
    expect(json(stdout).totals.vaultCalls).toBe(0);
    expect(ROOT).not.toBe(bench.directory());
  });
});
